#!/bin/bash
# down.sh DIR [--keep]: stops what up.sh started for DIR and nothing else. With --keep its data stays, and up.sh DIR starts it again.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
cd "$1" 2>/dev/null || exit 0
# shellcheck source=../kube/processes.sh
. "$here/../kube/processes.sh"
"$here/signal.sh" . CONT
signal INT postgres # "fast": ends the connections, and does not wait for their owners
for _ in $(seq 200); do running postgres || break; sleep 0.05; done
stop postgres
[ "${2:-}" != --keep ] || exit 0
[ "${KEEP_GUARD:-}" = 1 ] || stop guard
[ ! -f settings ] || { . ./settings; rm -rf "$data" settings; }
rm -f pids
