#!/bin/sh
# Compiles ahead what a first start would have to wait for: the planner, by a tiny plan, and what a web process loads.
set -eu
cd "$(dirname "$0")/.."

planner() { .venv/bin/python -m handschlag.engine.scheduling "$@"; }

echo "Compiling the planner …" >&2
# Without the cache everything works, only later: no reason to stop the set-up.
planner generate --participants 6 --meetings 6 --slots 4 --seed 1 | planner solve - --moves 2000 --quiet >/dev/null ||
    echo "The planner could not be compiled ahead; it will be when it is first started." >&2

echo "Compiling what the server loads …" >&2
data=$(mktemp -d)
trap 'rm -rf "$data"' EXIT
mkdir "$data/static" # its absence would be a warning
# Also where Python is told to write nothing by the way: here it is asked for, and each start would take three times.
PYTHONDONTWRITEBYTECODE='' HANDSCHLAG_DATA="$data" .venv/bin/python -c 'import handschlag.site.wsgi, handschlag.site.urls' ||
    echo "The server could not be compiled ahead; it will be when it is first started." >&2
