#!/bin/bash
# guard.sh DIR PID START: waits for the process to end, then stops the server of DIR. Started by up.sh --owner.
set -u
here=$(dirname "$(readlink -f "$0")")
cd "$1" || exit 0
. "$here/../kube/processes.sh"
while alive "$2" "$3" && [ -f pids ]; do sleep 1; done
KEEP_GUARD=1 "$here/down.sh" "$1" # it is the guard
