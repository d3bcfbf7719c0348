#!/bin/bash
# down.sh DIR [NAME]: stops what up.sh started for DIR and nothing else, or only the process NAME (etcd, apiserver, controllers),
# which up.sh DIR starts again. Without NAME the data goes too; logs and certificates stay in DIR.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
cd "$1" 2>/dev/null || exit 0
# shellcheck source=processes.sh
. "$here/processes.sh"
if [ $# -gt 1 ]; then
  stop "$2"
  exit 0
fi
stop_all
[ "${KEEP_GUARD:-}" = 1 ] || stop guard
[ ! -f settings ] || { . ./settings; rm -rf "$data" settings; }
rm -f pids
