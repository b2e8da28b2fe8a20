#!/bin/sh
# Writes requirements/*.txt from pyproject.toml: every version and hash, for all systems, and no address.
# Keeps the versions that still fit; UPGRADE=1 takes the newest.
set -eu
cd "$(dirname "$0")/.."

# What this machine adds to its package index must not end up in the lock.
unset UV_INDEX UV_EXTRA_INDEX_URL UV_FIND_LINKS UV_CONSTRAINT UV_OVERRIDE UV_CUSTOM_COMPILE_COMMAND

lock() { # FILE SOURCE...
    file=$1
    shift
    echo "Locking $file …" >&2
    scripts/uv.sh pip compile --quiet --no-config --python .venv/bin/python --python-version 3.11 \
        --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
        --custom-compile-command "make lock" ${UPGRADE:+--upgrade} --output-file "$file" "$@" >/dev/null
}

lock requirements/run.txt pyproject.toml
lock requirements/dev.txt pyproject.toml --group dev --constraint requirements/run.txt
lock requirements/uv.txt --group installer
lock requirements/fuzz.txt --group fuzz --constraint requirements/dev.txt
lock requirements/compare.txt --group compare --constraint requirements/dev.txt
