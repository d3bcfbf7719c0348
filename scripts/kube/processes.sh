# Sourced by up.sh and down.sh in the server's directory. `pids` has a line `name pid start-time` per process: a pid alone could by
# now be somebody else's.

# Field 22 of stat, counted after the command's name, which may hold spaces.
started() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }
is_zombie() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | grep -q '^Z'; }
alive() { [ -n "$2" ] && [ "$(started "$1")" = "$2" ] && ! is_zombie "$1"; }

start() { # name, command...
  local name=$1 pid; shift
  setsid "$@" >>"$name.log" 2>&1 </dev/null 9>&- &
  pid=$!
  forget "$name"
  echo "$name $pid $(started "$pid")" >>pids
}

forget() { [ ! -f pids ] || { grep -v "^$1 " pids >pids.new || true; mv pids.new pids; }; }

running() {
  local name pid since
  [ -f pids ] || return 1
  while read -r name pid since; do
    [ "$name" != "$1" ] || { alive "$pid" "$since" && return 0; }
  done <pids
  return 1
}

wait_for() { # process, command...
  local name=$1; shift
  for _ in $(seq 1200); do
    "$@" >/dev/null 2>&1 && return 0
    running "$name" || return 1
    sleep 0.05
  done
  return 1
}

signal() { # signal, name
  local name pid since
  while read -r name pid since; do
    [ "$name" != "$2" ] || ! alive "$pid" "$since" || kill "-$1" "$pid" 2>/dev/null || true
  done <pids
}

# An API server with an open watch takes a minute to end by itself, so it is not given that long.
stop() { # name
  local _
  [ -f pids ] || return 0
  signal TERM "$1"
  for _ in $(seq 20); do running "$1" || break; sleep 0.05; done
  signal KILL "$1"
  for _ in $(seq 100); do running "$1" || break; sleep 0.05; done
  forget "$1"
}

stop_all() { local name; for name in controllers apiserver etcd; do stop "$name"; done; }
