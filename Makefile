# podfit: `make run` opens the screen, `make test` passes the tests.

GO      ?= go
GOOD    := $(shell sed -n 's/^go //p' go.mod)
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null)
# Where the source came from, without a name or a password in it.
ORIGIN  ?= $(shell git remote get-url origin 2>/dev/null | sed 's,//[^/@]*@,//,')
LDFLAGS := -s -w -X main.version=$(VERSION) -X main.origin=$(ORIGIN)
FACTS   ?=
FUZZ    ?= 5s
# Flags of the comparison with the real scheduler, such as -shuffles=20.
CONFORMANCE ?=

.PHONY: build run test check race soak conformance fuzz fuzz-program bench generate compare-facts generate-public bundle generate-live licenses screenshot install toolchain

build: toolchain ## the binary, ./podfit
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o podfit ./cmd/podfit

run: build ## the screen
	@./podfit

test: toolchain ## all tests
	$(GO) test -timeout 30m ./...

check: toolchain ## gofmt, vet, staticcheck
	@unformatted=$$(gofmt -l .); if [ -n "$$unformatted" ]; then echo "gofmt -w: $$unformatted"; exit 1; fi
	$(GO) vet ./...
	$(GO) tool staticcheck ./...

race: toolchain ## all tests under the race detector
	$(GO) test -race -timeout 40m ./...

soak: toolchain ## the screen's long random walks and layout sweeps
	PODFIT_SOAK=1 $(GO) test -count=1 -timeout 60m ./tui/...

conformance: toolchain ## the simulated scheduler against the real one, which carries out plans as well, and credentials from AWS's own metadata mock; compiles Kubernetes, which takes minutes
	cd data/live/conformance && $(GO) vet -mod=mod . && $(GO) test -mod=mod .
	cd planner/schedule/conformance && $(GO) vet -mod=mod . && $(GO) test -mod=mod -timeout 30m . -rapid.checks=1000 $(CONFORMANCE)

# Fuzzing compiles a package's dependencies anew, with counters: those of the whole program
# take many minutes, so its target is not among them. Its law is a test as well.
fuzz: toolchain ## every fuzz target for FUZZ, but for that of the whole program (make fuzz-program)
	@for package in $$($(GO) list ./... | grep -v '^podfit/cmd/podfit$$'); do \
		for target in $$($(GO) test -list '^Fuzz' $$package | grep '^Fuzz'); do \
			echo "$$package $$target"; \
			$(GO) test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZ) -fuzzminimizetime 10x $$package || exit 1; \
		done; \
	done

fuzz-program: toolchain ## whole scenarios through every command for FUZZ; compiles AWS's and Kubernetes' clients with counters
	$(GO) test -run '^$$' -fuzz '^FuzzAnyScenario$$' -fuzztime $(FUZZ) -fuzzminimizetime 10x ./cmd/podfit

bench: toolchain ## benchmarks, of whole runs of the program too
	$(GO) test -run '^$$' -bench . -benchmem ./...

generate: toolchain ## the tables of data/ from a folder of facts: make generate FACTS=DIR
	@test -n "$(FACTS)" || { echo "generate: which facts? make generate FACTS=DIR (data/README.md says what is in it)"; exit 2; }
	$(GO) run ./data/gen -facts $(FACTS) -out data

compare-facts: toolchain ## whether the embedded tables equal a folder of facts: make compare-facts FACTS=DIR
	$(GO) run ./data/gen -compare $(FACTS)

REGIONS ?= us-east-1
generate-public: toolchain ## prices from sources without credentials: make generate-public REGIONS=all
	$(GO) run ./data/gen -public $(REGIONS) -out data

bundle: toolchain ## the tables as one file for podfit data update, ./figures.bundle
	$(GO) run ./data/gen -bundle figures.bundle -out data

generate-live: toolchain ## the tables of data/ as AWS has them now: make generate-live REGIONS=us-east-1,eu-west-3
	$(GO) run ./data/gen -live $(REGIONS) -out data

licenses: toolchain ## the licenses of linked modules, for podfit version --licenses; after a change of go.mod
	$(GO) generate ./cmd/internal/licenses

screenshot: toolchain ## the pictures of the screen in README and docs
	UPDATE=1 $(GO) test -count=1 -run '^TestPictures$$' ./cmd/podfit

install: toolchain ## podfit, and kubectl-podfit beside it, among Go's programs
	CGO_ENABLED=0 $(GO) install -trimpath -ldflags '$(LDFLAGS)' ./cmd/podfit
	@bin=$$($(GO) env GOBIN); bin=$${bin:-$$($(GO) env GOPATH)/bin}; \
	ln -sf podfit "$$bin/kubectl-podfit"; echo "installed $$bin/podfit and kubectl-podfit"

# A Go that is too old would stop at go.mod with little to go on.
toolchain:
	@have=$$($(GO) env GOVERSION 2>/dev/null | sed 's/^go//; s/[^0-9.].*//'); \
	if [ -z "$$have" ]; then echo "podfit needs Go $(GOOD) or newer: https://go.dev/dl"; exit 1; fi; \
	if [ "$$(printf '%s\n' "$(GOOD)" "$$have" | sort -V | head -n 1)" != "$(GOOD)" ] && [ "$$($(GO) env GOTOOLCHAIN)" = local ]; then \
		echo "podfit needs Go $(GOOD) or newer, and this is $$have: update it from https://go.dev/dl, or let Go fetch its own with GOTOOLCHAIN=auto make"; exit 1; fi
