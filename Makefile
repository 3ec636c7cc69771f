# Everything a person does here. Every target does its own set-up; `make help` lists them.
.DEFAULT_GOAL := help
.PHONY: run backend health logs down plan doctor diff deploy smoke destroy test check compliance soak bench flaky tools help setup browser generate
# The project's own Node before any other: tools are started by «env node».
BIN := $(CURDIR)/node_modules/.bin
export PATH := $(BIN):$(PATH)
NODE := $(BIN)/node -C probewright-source
# Of what goes to AWS: make deploy DEFINITIONS=examples/one-region/probes
DEFINITIONS ?= probes
CDK := $(BIN)/cdk --no-notices -c definitions=$(DEFINITIONS)

run: setup ## the local runner with the demo and your own probes; the page is at http://127.0.0.1:9115/ (ARGS='--listen 127.0.0.1:9116' for another port)
	@bin/probewright run --demo $(ARGS)

backend: setup tools ## the whole backend on this machine, filled by the demo and your own probes (ARGS='--ports free' for other ports)
	@bin/probewright backend up --demo $(ARGS)

health: setup ## one table: what of the backend is up, since when, how far behind
	@bin/probewright backend status $(ARGS)

logs: setup ## what the parts of the backend have said (ARGS=prometheus for one)
	@bin/probewright backend logs $(ARGS)

down: setup ## stops the backend
	@bin/probewright backend down $(ARGS)

plan: setup ## what a deploy would change, and costs a month (DEFINITIONS=examples/one-region/probes for others than probes; so below)
	@bin/probewright plan -d $(DEFINITIONS) $(ARGS)

doctor: setup ## what stands in the way of a deploy: credentials, bootstrap, secrets, limits, leftovers
	@bin/probewright doctor -d $(DEFINITIONS) $(ARGS)

diff: plan ## the same as plan, then what CloudFormation would change
	@$(CDK) diff '**'

deploy: doctor plan ## deploys, unless something stands in the way or costs more than the budget
	@$(CDK) deploy '**'

smoke: setup ## after a deploy: does it run, do results arrive? Asks for up to ten minutes
	@bin/probewright smoke -d $(DEFINITIONS) --within 10m $(ARGS)

destroy: setup ## removes what runs in AWS; says what is kept, what that goes on costing, and how to remove it
	@bin/probewright destroy -d $(DEFINITIONS) $(ARGS)

test: check tools browser ## everything that must always hold
	@$(NODE) tools/run-tests.ts

check: setup ## types, lint, unused code, generated files
	@$(BIN)/tsc -p .
	@$(BIN)/tsc -p functions/local/page
	@$(BIN)/biome check .
	@$(BIN)/knip
	@$(NODE) bin/generate.ts --check

generate: setup ## writes the generated references again (metrics, diagnostics, JSON Schema)
	@$(NODE) bin/generate.ts

compliance: setup ## the Prometheus project's suite for senders of remote write against our sink (needs Go)
	cd tools/go/compliance && PROBEWRIGHT_NODE=$(BIN)/node PROBEWRIGHT_ADAPTER=$(CURDIR)/test/compliance/scraping-sender.ts go test -count=1 -v ./...

soak: setup ## what takes long: make soak NAME=dns-decoder ARGS='--inputs 1000000'; without NAME it lists them
	@if [ -z "$(NAME)" ]; then ls test/soak/*.ts | sed 's:test/soak/::; s:\.ts$$::'; else $(NODE) test/soak/$(NAME).ts $(ARGS); fi

bench: setup tools ## measurements against peers and floors
	@if [ -z "$(NAME)" ]; then ls bench/*.ts | sed 's:bench/::; s:\.ts$$::'; else $(NODE) bench/$(NAME).ts $(ARGS); fi

flaky: setup ## runs one test file N times: make flaky N=20 TEST=test/functions/net
	@for i in $$(seq 1 $(or $(N),20)); do $(BIN)/vitest run $(TEST) --reporter=dot || exit 1; done

tools: setup ## builds the pinned third-party programs that tests compare with (needs Go, Python, a C++ compiler and CMake; kept outside the tree)
	@$(NODE) tools/install.ts
	@$(NODE) tools/python.ts
	@$(NODE) tools/ric.ts

browser: setup ## makes sure that there is a Chromium for the tests of the page
	@$(NODE) tools/browser.ts

setup: node_modules/.installed

node_modules/.installed: package-lock.json package.json .npmrc
	@command -v npm >/dev/null || { echo 'npm is missing: install Node.js 20 or newer (https://nodejs.org); the project brings its own Node 24 along.' >&2; exit 1; }
	npm ci --no-audit --no-fund --loglevel=error
	@touch $@

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-10s %s\n", $$1, $$2}'
