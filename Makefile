# The two commands are `run` and `test`; they need the .NET SDK, make, and for the test's API server root and apt (scripts/kube/ensure.sh).
SHELL := /bin/bash
.DEFAULT_GOAL := help

# Options of the server, for example: make run ARGS='--urls http://127.0.0.1:9000'
ARGS ?=
# Simulated clusters to play with; none with: make run SIMULATE=
SIMULATE ?= --simulate 3x20 --simulate-trouble
# Which test projects, by part of their name, for example: make test TESTS='Domain Gateway'
TESTS ?=

.PHONY: help run test soak format check-format openapi contracts clean

help: ## Lists the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/\1\t\2/' | expand -t 16

run: ## Starts the server on the embedded store in .data, with a simulated fleet; a command to try, address and token file come last
	@dotnet run -c Release --project src/Fleet.Silo -- $(SIMULATE) $(ARGS)

test: ## Gets what the tests need, builds, and runs every test project
	@scripts/test.sh $(TESTS)

soak: ## The tests again, with the long counts
	@QUAYFLEET_SOAK=1 scripts/test.sh $(TESTS)

format: ## Formats the C# files
	@dotnet format whitespace Fleet.sln
	@dotnet format style Fleet.sln --no-restore

check-format: ## Says which C# files are not formatted
	@scripts/check-format.sh

openapi: ## Writes docs/openapi.json anew
	@scripts/openapi.sh

contracts: ## Writes tests/Fleet.Architecture.Tests/OrleansContracts.txt anew
	@UPDATE_CONTRACTS=1 scripts/test.sh Architecture

clean: ## Removes what was built and tested; .data stays
	@find src tests -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} +
	@rm -rf TestResults
