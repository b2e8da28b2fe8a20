#!/bin/sh
# Prints the path of Debian's Chromium without a window; installs it when it is missing and we are root.
# Where that cannot be had, the browser with a window does the same in twice the time.
set -eu
find_one() {
    command -v chromium-headless-shell || command -v chromium
}
if ! command -v chromium-headless-shell >/dev/null && [ "$(id -u)" = 0 ]; then
    echo "Installing Chromium …" >&2
    apt-get update -qq >&2 || true
    DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends chromium-headless-shell >/dev/null 2>&1 ||
        command -v chromium >/dev/null ||
        DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends chromium >/dev/null
fi
if ! find_one; then
    echo "Chromium is missing: type 'sudo apt-get install chromium-headless-shell' and try again." >&2
    exit 1
fi
