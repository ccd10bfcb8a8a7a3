#!/bin/sh
# Installs what the tests use when it is there: Redis, Chromium, Chinese fonts. Says nothing to do when all are present.
set -eu

has() { command -v "$1" >/dev/null 2>&1; }

wanted=""
has redis-server || wanted="$wanted redis-server"
has chromium-headless-shell || has chromium || has chromium-browser || wanted="$wanted chromium"
dpkg -s fonts-noto-cjk >/dev/null 2>&1 || wanted="$wanted fonts-noto-cjk"

if [ -z "$wanted" ] && { has chromium-headless-shell || ! has apt-get; }; then
    echo "Redis, Chromium and Chinese fonts are installed."
    exit 0
fi
if ! has apt-get; then
    echo "Please install these with your system's package manager:$wanted" >&2
    exit 1
fi

as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo"
export DEBIAN_FRONTEND=noninteractive
install="$as_root apt-get install -y -q --no-install-recommends"
$as_root apt-get update -q || [ -z "$wanted" ]
# The Chromium without windows draws the same pages with 40 % less work. Where it is not to be had, the whole one will do.
if has chromium-headless-shell || $install chromium-headless-shell; then
    wanted=$(echo "$wanted" | sed "s/ chromium$//; s/ chromium / /")
fi
# shellcheck disable=SC2086 # a list of package names
[ -z "$wanted" ] || $install $wanted
