#!/bin/sh
# Writes docs/openapi.json anew from the gateway as built; a test fails while the two differ.
set -eu
cd "$(dirname "$0")/.."
UPDATE_OPENAPI=1 dotnet run --project tests/Fleet.Gateway.Tests -- -class Fleet.Gateway.Tests.Http.OpenApiTests
