#!/bin/bash
# Finds PostgreSQL's server for the tests, or installs it. The last line of its output is the directory with postgres, initdb and pg_ctl.
#
#   1. the PATH;
#   2. else the newest /usr/lib/postgresql/*/bin;
#   3. else apt-get install postgresql: root.
set -euo pipefail

say() { echo "ensure.sh: $*" >&2; }

find_bin() {
  local found
  if command -v postgres >/dev/null && command -v initdb >/dev/null && command -v pg_ctl >/dev/null; then
    dirname "$(command -v pg_ctl)"
    return
  fi
  found=$(find /usr/lib/postgresql -mindepth 3 -maxdepth 3 -path '*/bin/initdb' 2>/dev/null | sort -V | tail -1)
  [ -n "$found" ] && dirname "$found"
}

if ! bin=$(find_bin); then
  [ "$(id -u)" = 0 ] || { say "needs root to install postgresql. Install it, or put its bin folder into PATH."; exit 1; }
  say "installing postgresql"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -qqy --no-install-recommends postgresql >/dev/null
  bin=$(find_bin) || { say "postgresql was installed, and is not found."; exit 1; }
fi
echo "$bin"
