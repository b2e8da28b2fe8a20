#!/bin/sh
# Prints the path of Chromium; installs Debian's when it is missing and we are root.
set -eu
if ! command -v chromium >/dev/null; then
    if [ "$(id -u)" != 0 ]; then
        echo "Chromium is missing: type 'sudo apt-get install chromium' and try again." >&2
        exit 1
    fi
    echo "Installing Chromium …" >&2
    apt-get update -qq >&2
    DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends chromium >/dev/null
fi
command -v chromium
