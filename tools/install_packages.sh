#!/bin/sh
# Installs the named Debian packages where they are missing, or says plainly what to install.
set -eu
missing=""
for package in "$@"; do
    dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null | grep -q "ok installed" || missing="$missing $package"
done
[ -z "$missing" ] && exit 0
echo "== installing$missing"
if [ "$(id -u)" = 0 ]; then as_root=""; else as_root="sudo -n"; fi
export DEBIAN_FRONTEND=noninteractive
PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin" # dpkg calls ldconfig and others that a person's PATH does not have
export PATH
if command -v apt-get >/dev/null && $as_root apt-get update -qq && $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null; then
    exit 0
fi
echo "Please install:$missing   (on Debian: sudo apt-get install$missing)" >&2
exit 2
