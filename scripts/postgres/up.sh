#!/bin/bash
# up.sh DIR [--no-fsync] [--owner PID]
# Makes one PostgreSQL server run on a free loopback port, as user postgres when root runs this. Run again on the same DIR it starts what
# is not running, on the same port. DIR gets `settings`, `pids`, `postgres.log`; the last line of the output is a connection.
# With --owner it ends when that process does, even if it was killed.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
dir=$1; shift
fsync=on owner=''
while [ $# -gt 0 ]; do
  case $1 in
    --no-fsync) fsync=off; shift ;;
    --owner) owner=$2; shift 2 ;;
    *) echo "up.sh: what is $1?" >&2; exit 2 ;;
  esac
done
bin=$("$here/ensure.sh" | tail -1)
mkdir -p "$dir"; cd "$dir"; dir=$PWD
# shellcheck source=../kube/processes.sh
. "$here/../kube/processes.sh"

as_user() { if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi; }

start_server() {
  # Through pg_ctl the pid is the server's own, and not that of runuser.
  as_user "$bin/pg_ctl" -D "$data/db" -w -t 60 -l "$data/postgres.log" \
    -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$data -c fsync=$fsync -c max_connections=300 -c shared_buffers=64MB" \
    start >/dev/null || return 1
  pid=$(head -1 "$data/db/postmaster.pid")
  forget postgres
  echo "postgres $pid $(started "$pid")" >>pids
}

if [ -f settings ]; then
  . ./settings
  running postgres || start_server || { cat "$data/postgres.log" >&2; exit 1; }
else
  data=$(as_user mktemp -d "${TMPDIR:-/tmp}/quay-fleet-postgres.XXXXXX")
  password=$(openssl rand -hex 16)
  as_user bash -c 'umask 077; echo "$1" >"$2/password"' - "$password" "$data"
  as_user "$bin/initdb" -D "$data/db" -A scram-sha-256 -U postgres --pwfile "$data/password" -E UTF8 --locale C.UTF-8 --no-sync >/dev/null
  for attempt in 1 2 3 4 5; do
    port=$("$here/../free-ports.sh" 1)
    (umask 077; printf '%s\n' "data=$data" "port=$port" "password=$password" "fsync=$fsync" >settings)
    start_server && break
    [ "$attempt" -lt 5 ] || { cat "$data/postgres.log" >&2; rm -rf "$data" settings; exit 1; }
  done
fi
if [ -n "$owner" ] && ! running guard; then
  start guard "$here/../kube/guard.sh" "$here/down.sh" "$dir" "$owner" "$(started "$owner")"
fi
echo "Host=127.0.0.1;Port=$port;Username=postgres;Password=$password"
