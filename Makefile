# The two commands are `run` and `test`; they need the .NET SDK, make, and for the test's API server root and apt (scripts/kube/ensure.sh).
SHELL := /bin/bash
.DEFAULT_GOAL := help

# Options of the server, for example: make run ARGS='--urls http://127.0.0.1:9000'
ARGS ?=
# Simulated clusters to play with; none with: make run SIMULATE=
SIMULATE ?= --simulate 3x20 --simulate-trouble
# Which test projects, by part of their name, for example: make test TESTS='Domain Gateway'
TESTS ?=

# For which machine the client is made, as .NET names them: linux-x64, linux-arm64, osx-arm64, win-x64 …
RUNTIME ?= linux-x64

.PHONY: help run cli test soak format check-format openapi contracts clean

help: ## Lists the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/\1\t\2/' | expand -t 16

run: ## Starts the server on the embedded store in .data, with a simulated fleet; a command to try, address and token file come last
	@echo "Building, which takes a minute or two the first time …"
	@dotnet run -c Release --project src/Fleet.Silo -- $(SIMULATE) $(ARGS)

# A lock of its own: what is locked in the tree is for no machine in particular.
cli: ## Makes artifacts/cli/quayfleet: one file, which needs no .NET; for another machine: make cli RUNTIME=osx-arm64
	@dotnet publish src/Fleet.Cli -c Release -r $(RUNTIME) --self-contained -p:PublishSingleFile=true -p:EnableCompressionInSingleFile=true -p:DebugType=none \
		-p:PublishDocumentationFiles=false -p:PublishReferencesDocumentationFiles=false -p:NuGetLockFilePath=obj/publish.lock.json -o artifacts/cli

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
