#!/bin/sh
# Installs what the tests use when it is there: Redis, Chromium, Chinese fonts. Says nothing to do when all are present.
set -eu

wanted=""
command -v redis-server >/dev/null 2>&1 || wanted="$wanted redis-server"
command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || wanted="$wanted chromium"
dpkg -s fonts-noto-cjk >/dev/null 2>&1 || wanted="$wanted fonts-noto-cjk"

if [ -z "$wanted" ]; then
    echo "Redis, Chromium and Chinese fonts are installed."
    exit 0
fi
if ! command -v apt-get >/dev/null 2>&1; then
    echo "Please install these with your system's package manager:$wanted" >&2
    exit 1
fi

as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo"
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -q
# shellcheck disable=SC2086 # a list of package names
$as_root apt-get install -y -q --no-install-recommends $wanted
