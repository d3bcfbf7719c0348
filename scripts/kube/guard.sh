#!/bin/bash
# guard.sh DOWN DIR PID START: waits for the process to end, then stops with the script DOWN what runs for DIR. Started by up.sh --owner.
set -u
here=$(dirname "$(readlink -f "$0")")
cd "$2" || exit 0
. "$here/processes.sh"
while alive "$3" "$4" && [ -f pids ]; do sleep 1; done
KEEP_GUARD=1 "$1" "$2" # it is the guard
