#!/bin/bash
# up.sh DIR [--owner PID]
# Makes one Prometheus run on a free loopback port that scrapes, each second, the targets in DIR/targets.json as job `quay`. The last line of
# the output is its address. With --owner it ends when that process does, even if it was killed.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
dir=$1; shift
owner=''
[ "${1:-}" != --owner ] || owner=$2
program=$("$here/ensure.sh" | tail -1)
mkdir -p "$dir"; cd "$dir"; dir=$PWD
# shellcheck source=../kube/processes.sh
. "$here/../kube/processes.sh"
free_port() { perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1", LocalPort => 0)->sockport'; }

[ -f targets.json ] || echo '[]' >targets.json
cat >prometheus.yml <<END
global: {scrape_interval: 1s}
scrape_configs:
- job_name: quay
  file_sd_configs: [{files: [targets.json], refresh_interval: 1s}]
END
for attempt in 1 2 3 4 5; do
  port=$(free_port)
  start prometheus "$program" --config.file prometheus.yml --storage.tsdb.path "$dir/db" --web.listen-address "127.0.0.1:$port"
  ! wait_for prometheus curl -fs "http://127.0.0.1:$port/-/ready" || break
  [ "$attempt" -lt 5 ] || { cat prometheus.log >&2; exit 1; }
done
[ -z "$owner" ] || start guard "$here/../kube/guard.sh" "$here/down.sh" "$dir" "$owner" "$(started "$owner")"
echo "http://127.0.0.1:$port"
