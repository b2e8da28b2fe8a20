#!/bin/sh
# Compiles the planner once, into its cache, by a tiny plan: no later start has to wait for it.
set -eu
cd "$(dirname "$0")/.."

planner() { .venv/bin/python -m handschlag.engine.scheduling "$@"; }

echo "Compiling the planner …" >&2
# Without the cache everything works, only later: no reason to stop the set-up.
planner generate --participants 6 --meetings 6 --slots 4 --seed 1 | planner solve - --moves 2000 --quiet >/dev/null ||
    echo "The planner could not be compiled ahead; it will be when it is first started." >&2
