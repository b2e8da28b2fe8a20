#!/bin/sh
# Makes the virtual environment .venv with uv beside it, and prints the command of uv on standard output.
# May be stopped at any moment and started again: an environment counts only once .venv/made says so.
set -eu
cd "$(dirname "$0")/.."

say() { echo "$*" >&2; }
stop() { say "$*"; exit 1; }

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        new_enough "$PYTHON" || stop "Handschlag needs Python 3.11 or newer, and PYTHON=$PYTHON is not that."
        echo "$PYTHON"
        return
    fi
    for candidate in python3 python3.13 python3.12 python3.11; do
        if new_enough "$candidate"; then echo "$candidate"; return; fi
    done
    stop "Handschlag needs Python 3.11 or newer, and found none; where it lies elsewhere, type: make setup PYTHON=/path/to/python3"
}

can_make_venv() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

need_venv_module() {
    if can_make_venv "$1"; then return; fi
    package="python$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
    command -v apt-get >/dev/null || stop "Python's venv module is missing: install it with the packages of this system and type make again."
    [ "$(id -u)" = 0 ] || stop "Python's venv module is missing, please type: sudo apt-get install $package"
    say "Installing Debian's $package …"
    mkdir -p .venv
    {
        apt-get update &&
            DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$package"
    } >.venv/setup.log 2>&1 </dev/null || stop "Debian's package $package could not be installed: the reason is in .venv/setup.log."
    can_make_venv "$1" || stop "Python's venv module is still missing for $1, please name another Python: make setup PYTHON=/usr/bin/python3"
}

is_venv() { "$1" -c 'import sys; sys.exit(sys.prefix == sys.base_prefix)' 2>/dev/null; }

# A virtual environment holds the path it was made for, so a moved or copied one is made anew.
make_venv() {
    if [ "$(cat .venv/made 2>/dev/null)" = "$PWD" ] && is_venv .venv/bin/python; then return; fi
    python=$(find_python)
    need_venv_module "$python"
    say "Making the virtual environment .venv …"
    "$python" -m venv --clear .venv >&2 || stop "The virtual environment .venv could not be made."
    echo "$PWD" >.venv/made
}

make_uv() {
    if command -v uv >/dev/null; then echo uv; return; fi
    if ! .venv/bin/uv --version >/dev/null 2>&1; then
        say "Installing uv …"
        .venv/bin/python -m pip install --disable-pip-version-check --force-reinstall --no-deps --require-hashes \
            -r requirements/uv.txt >.venv/setup.log 2>&1 ||
            stop "uv could not be downloaded: check the network and type make again (the reason is in .venv/setup.log)."
    fi
    echo .venv/bin/uv
}

make_venv
make_uv
