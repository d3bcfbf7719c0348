#!/bin/bash
# test.sh [NAME...]: gets what the tests need, builds once, and runs every test project, or those whose name contains a NAME.
# One after another: several start an API server, and timings suffer when they share few cores. Output is kept in TestResults/NAME.log;
# the last line is `N passed, N failed[, N skipped]`, which TestResults/total keeps. Fails when a test did, or none ran.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."

# What they compile and start are Release builds, which `make run` then finds ready.
configuration=Release
# A project that hangs must not take the others with it.
limit=$([ "${QUAYFLEET_SOAK:-}" = 1 ] && echo 180m || echo 20m)
results=TestResults
mkdir -p "$results"
rm -f "$results"/*.log "$results/total"

chosen() { # project
  local name
  [ ${#names[@]} -gt 0 ] || return 0
  for name in "${names[@]}"; do [[ $1 != *"$name"* ]] || return 0; done
  return 1
}

names=("$@") projects=()
for folder in tests/*.Tests; do
  ! chosen "${folder#tests/}" || projects+=("${folder#tests/}")
done
[ ${#projects[@]} -gt 0 ] || { echo "test.sh: no test project is called like: $*" >&2; exit 2; }

needs_cluster() { grep -q 'Fleet.Testing' "tests/$1/$1.csproj"; }
for project in "${projects[@]}"; do
  if needs_cluster "$project"; then
    scripts/kube/ensure.sh >/dev/null
    break
  fi
done
needs() { grep -qr "$2" "tests/$1" --include='*.cs'; }
for project in "${projects[@]}"; do
  if needs "$project" PrometheusServer; then scripts/prometheus/ensure.sh >/dev/null; fi
  if needs "$project" RegistryServer; then scripts/docker-registry/ensure.sh >/dev/null; fi
done
needs_postgres() { grep -qr 'PostgresServer' "tests/$1" --include='*.cs'; }
for project in "${projects[@]}"; do
  if needs_postgres "$project"; then
    scripts/postgres/ensure.sh >/dev/null
    break
  fi
done

needs_browser() { grep -q 'Microsoft.Playwright' "tests/$1/$1.csproj"; }
for project in "${projects[@]}"; do
  if needs_browser "$project"; then
    scripts/chromium/ensure.sh >/dev/null
    break
  fi
done

if [ ${#names[@]} -eq 0 ]; then
  dotnet build Fleet.sln -c "$configuration" --nologo -v quiet
else
  for project in "${projects[@]}"; do dotnet build "tests/$project" -c "$configuration" --nologo -v quiet; done
fi

# Interrupted, it takes the running project with it; the project's API server notices and ends too.
running=
trap '[ -z "$running" ] || kill "$running" 2>/dev/null || true' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

passed=0 failed=0 skipped=0 broken=()
for project in "${projects[@]}"; do
  echo "== $project"
  log=$results/$project.log code=0
  timeout --foreground -k 30 "$limit" "tests/$project/bin/$configuration/net10.0/$project" -noLogo -noColor </dev/null >"$log" 2>&1 &
  running=$!
  wait "$running" || code=$?
  running=
  # Failures and the summary; what servers logged meanwhile stays in the file.
  awk '/\[(FAIL|SKIP)\]$/ { show = 1; print; next } show && /^      / { print; next } { show = 0 } / Total: / { print }' "$log"
  # The runner's own summary: `NAME  Total: 5, Errors: 0, Failed: 1, Skipped: 0, Not Run: 0, Time: 1.2s`
  if [[ $(tail -n 5 "$log") =~ Total:\ ([0-9]+),\ Errors:\ ([0-9]+),\ Failed:\ ([0-9]+),\ Skipped:\ ([0-9]+),\ Not\ Run:\ ([0-9]+) ]]; then
    bad=$((BASH_REMATCH[2] + BASH_REMATCH[3]))
    passed=$((passed + BASH_REMATCH[1] - BASH_REMATCH[3] - BASH_REMATCH[4] - BASH_REMATCH[5]))
    skipped=$((skipped + BASH_REMATCH[4]))
    # A runner that is not content although no test failed: something outside the tests broke.
    [ "$bad" -gt 0 ] || [ "$code" = 0 ] || bad=1
  else
    tail -n 30 "$log"
    echo "$project ended with $code and without a summary$([ "$code" != 124 ] || echo ", after $limit")"
    bad=1
  fi
  failed=$((failed + bad))
  [ "$bad" = 0 ] || broken+=("$project")
done

if [ ${#broken[@]} -gt 0 ]; then
  echo "== Failed in: ${broken[*]}"
  for project in "${broken[@]}"; do awk -f scripts/failures.awk "$results/$project.log"; done
fi
total="$passed passed, $failed failed"
[ "$skipped" = 0 ] || total+=", $skipped skipped"
echo "$total" | tee "$results/total"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
