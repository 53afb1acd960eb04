#!/bin/sh
# Make sure that there is a Chromium for the browser tests: one on the PATH,
# else the system's package where we may install it, else Playwright's own.
# The headless shell, which has no windows to draw, takes a third of the processor's time.
set -eu

on_path() {
    for name in "$@"; do
        if command -v "$name" >/dev/null 2>&1; then
            return 0
        fi
    done
    return 1
}

install() {
    [ "$(id -u)" -eq 0 ] && on_path apt-get || return 1
    echo "Installing $1 for the browser tests (once) ..."
    apt-get update -qq -o Acquire::Retries=0 -o Acquire::http::Timeout=20 &&
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$1" >/dev/null
}

on_path chromium-headless-shell && exit 0
# Only Debian has it as a package.
grep -qs '^ID=debian' /etc/os-release && install chromium-headless-shell && exit 0
on_path chromium chromium-browser google-chrome && exit 0
install chromium && exit 0
exec .venv/dev/bin/playwright install chromium
