#!/bin/bash
# signal.sh DIR STOP|CONT: makes the server that up.sh started for DIR stand still with all its processes, or go on.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
cd "$1"
# shellcheck source=../kube/processes.sh
. "$here/../kube/processes.sh"
running postgres || exit 0
server=$(awk '$1 == "postgres" { print $2 }' pids)
# The parent first: it must not start another while its children are told.
kill "-$2" "$server"
for child in $(cat "/proc/$server/task/$server/children"); do kill "-$2" "$child" 2>/dev/null || true; done
