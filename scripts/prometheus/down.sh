#!/bin/bash
# down.sh DIR: stops what up.sh started for DIR and nothing else.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
cd "$1" 2>/dev/null || exit 0
# shellcheck source=../kube/processes.sh
. "$here/../kube/processes.sh"
stop prometheus
[ "${KEEP_GUARD:-}" = 1 ] || stop guard
rm -f pids
