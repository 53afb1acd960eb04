#!/bin/sh
# Make sure that there is a Chromium for the browser tests: one on the PATH,
# else the system's package where we may install it, else Playwright's own.
# The headless shell, which has no windows to draw, takes a third of the processor's time;
# where it is a package it is tried once, and done without if that fails.
set -eu
ENVIRONMENT=${1:-.venv/dev}
TRIED=.venv/browser

on_path() {
    for name in "$@"; do
        if command -v "$name" >/dev/null 2>&1; then
            return 0
        fi
    done
    return 1
}

apt() {
    DEBIAN_FRONTEND=noninteractive timeout 300 apt-get -qq \
        -o Acquire::Retries=0 -o Acquire::http::Timeout=20 -o Acquire::https::Timeout=20 "$@"
}

on_path chromium-headless-shell && exit 0
if [ ! -e "$TRIED" ] && [ "$(id -u)" -eq 0 ] && on_path apt-get; then
    touch "$TRIED"
    echo "Installing Chromium for the browser tests (once) ..."
    if apt update; then
        # Only Debian has it.
        apt install -y chromium-headless-shell >/dev/null && exit 0
        on_path chromium chromium-browser google-chrome && exit 0
        apt install -y chromium >/dev/null && exit 0
    fi
fi
on_path chromium chromium-browser google-chrome && exit 0
exec "$ENVIRONMENT/bin/playwright" install chromium
