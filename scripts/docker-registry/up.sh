#!/bin/bash
# up.sh DIR [--owner PID]
# With a file DIR/token.yml (the configuration under auth.token) it wants tokens instead of the password.
# Makes one registry (Debian's docker-registry) run on a free loopback port, with one user who may do everything. DIR gets a new file
# `password`, and the user's name is `smoke`. The last line of the output is its address. With --owner it ends when that process does.
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

(umask 077; openssl rand -hex 16 >password)
perl -e 'my $p = <STDIN>; chomp $p; my @c = (".", "/", 0..9, "A".."Z", "a".."z"); print "smoke:", crypt($p, "\$2y\$05\$" . join("", map { $c[rand @c] } 1..21) . "u"), "\n"' <password >htpasswd
for attempt in 1 2 3 4 5; do
  port=$(free_port)
  cat >config.yml <<END
version: 0.1
log: {level: warn}
storage: {filesystem: {rootdirectory: $dir/data}, delete: {enabled: true}}
http: {addr: "127.0.0.1:$port"}
END
  if [ -f token.yml ]; then echo "auth: {token: {$(cat token.yml)}}" >>config.yml
  else echo "auth: {htpasswd: {realm: tests, path: $dir/htpasswd}}" >>config.yml; fi
  start docker-registry "$program" serve config.yml
  ! wait_for docker-registry curl -s "http://127.0.0.1:$port/v2/" || break
  [ "$attempt" -lt 5 ] || { cat docker-registry.log >&2; exit 1; }
done
[ -z "$owner" ] || start guard "$here/../kube/guard.sh" "$here/down.sh" "$dir" "$owner" "$(started "$owner")"
echo "http://127.0.0.1:$port"
