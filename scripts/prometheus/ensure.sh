#!/bin/bash
# Finds Debian's prometheus for the tests, or installs it (apt-get install prometheus: root). The last line of its output is the program.
set -euo pipefail

say() { echo "ensure.sh: $*" >&2; }

if ! command -v prometheus >/dev/null; then
  [ "$(id -u)" = 0 ] || { say "needs root to install prometheus. Install it, or put prometheus into PATH."; exit 1; }
  say "installing prometheus"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -qqy --no-install-recommends prometheus >/dev/null
fi
command -v prometheus
