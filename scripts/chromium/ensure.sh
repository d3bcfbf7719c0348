#!/bin/bash
# ensure.sh: prints the path of a Chromium, after installing Debian's when there is none. CHROMIUM names another one.
set -euo pipefail
for candidate in "${CHROMIUM:-}" "$(command -v chromium || true)" "$(command -v chromium-browser || true)" "$(command -v google-chrome || true)"; do
  if [ -n "$candidate" ] && [ -x "$candidate" ]; then
    echo "$candidate"
    exit 0
  fi
done
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "ensure.sh: no Chromium found: install it, or name one in CHROMIUM" >&2
  exit 1
fi
export DEBIAN_FRONTEND=noninteractive
{ apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium; } >&2
command -v chromium
