#!/bin/bash
# Finds Debian's docker-registry for the tests, or installs it (apt-get install docker-registry: root). The last line of its output is the program.
set -euo pipefail

say() { echo "ensure.sh: $*" >&2; }

if ! command -v docker-registry >/dev/null; then
  [ "$(id -u)" = 0 ] || { say "needs root to install docker-registry. Install it, or put docker-registry into PATH."; exit 1; }
  say "installing docker-registry"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -qqy --no-install-recommends docker-registry >/dev/null
fi
command -v docker-registry
