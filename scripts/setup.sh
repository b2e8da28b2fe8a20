#!/bin/sh
# Puts the locked packages and the project itself into .venv. May be stopped and started again at any moment.
set -eu
cd "$(dirname "$0")/.."

stop() {
    echo "$* (the reason is in .venv/setup.log)" >&2
    exit 1
}

scripts/venv.sh >/dev/null
echo "Installing the packages …" >&2
# Whoever was stopped amid installing may have left half a package that looks whole.
again=
[ ! -e .venv/installing ] || again=--reinstall
touch .venv/installing
scripts/uv.sh pip sync --python .venv/bin/python --require-hashes $again requirements/dev.txt >.venv/setup.log 2>&1 ||
    stop "The packages could not be downloaded: check the network and type make again"
scripts/uv.sh pip install --python .venv/bin/python --offline --no-deps --no-build-isolation --editable . >.venv/setup.log 2>&1 ||
    stop "Handschlag itself could not be installed into .venv"
.venv/bin/python scripts/translations.py compile || stop "The translations could not be compiled"
rm .venv/installing
