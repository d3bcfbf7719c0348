#!/bin/bash
# check-format.sh: fails, naming the places, when a C# file is not laid out and styled as .editorconfig says. Needs a restored solution.
# What the analyzers find is an error of the build already, so their long run is not repeated here.
set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/.." || exit 1
code=0
for part in whitespace style; do
  dotnet format "$part" Fleet.sln --no-restore --verify-no-changes || code=1
done
exit $code
