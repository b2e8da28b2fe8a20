#!/bin/sh
# Runs a command with DATABASE_URL naming an empty PostgreSQL server of its own: with-postgres.sh COMMAND [ARGUMENT …]
# The server lives in a temporary folder, listens on a socket there and nowhere else, and ends with the command.
set -eu

bin() { # where Debian keeps the server's programs
    for folder in /usr/lib/postgresql/*/bin; do
        [ -x "$folder/initdb" ] && { echo "$folder"; return; }
    done
    return 1
}

if ! bin >/dev/null; then
    if [ "$(id -u)" != 0 ]; then
        echo "PostgreSQL is missing: type 'sudo apt-get install postgresql' and try again." >&2
        exit 1
    fi
    echo "Installing PostgreSQL (no service is started) …" >&2
    mkdir -p /etc/postgresql-common
    [ -e /etc/postgresql-common/createcluster.conf ] || echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
    apt-get update -qq >&2
    DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends postgresql >/dev/null
fi
bin=$(bin)

folder=$(mktemp -d "${TMPDIR:-/tmp}/handschlag-postgres.XXXXXX")
as_owner() { "$@"; }
if [ "$(id -u)" = 0 ]; then # the server refuses to run as root
    owner=$(id -u postgres >/dev/null 2>&1 && echo postgres || echo nobody)
    chown "$owner" "$folder"
    as_owner() { setpriv --reuid="$owner" --regid="$(id -g "$owner")" --clear-groups "$@"; }
fi

end() {
    as_owner "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap end EXIT
trap 'exit 130' INT TERM

cd "$folder"
as_owner "$bin/initdb" -D "$folder/data" -U handschlag -A trust -E UTF8 --locale=C.UTF-8 >/dev/null
as_owner "$bin/pg_ctl" -D "$folder/data" -w -t 60 -l "$folder/log" \
    -o "-c listen_addresses='' -k '$folder' -c fsync=off -c synchronous_commit=off -c full_page_writes=off" start >/dev/null ||
    { cat "$folder/log" >&2; exit 1; }
cd "$OLDPWD"

DATABASE_URL="postgresql://handschlag@/postgres?host=$folder" "$@"
