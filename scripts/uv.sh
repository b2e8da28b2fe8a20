#!/bin/sh
# Runs uv with the settings of this project: uv.sh ARGUMENTS
set -eu
cd "$(dirname "$0")/.."

uv=$(scripts/venv.sh)
# Only ever the Python that .venv was made with; certificates as the system has them (a company's own included).
export UV_PYTHON_DOWNLOADS=never UV_SYSTEM_CERTS=1 UV_NATIVE_TLS=1
# Without a home folder to write to, the cache lies in .venv.
[ -w "${HOME:-/nowhere}" ] || export UV_CACHE_DIR="$PWD/.venv/cache"
exec "$uv" "$@"
