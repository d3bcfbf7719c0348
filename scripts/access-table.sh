#!/bin/sh
# Writes docs/access-table.md anew by calling every endpoint in every role; a test fails while the two differ.
set -eu
cd "$(dirname "$0")/.."
UPDATE_ACCESS_TABLE=1 dotnet run -c Release --project tests/Fleet.Gateway.Tests -- -class Fleet.Gateway.Tests.Access.AccessTableTests
