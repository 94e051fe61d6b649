# Everything a developer or the CI runs. Needs Go, gcc, make and a network; node and npm only for interop.

GO          ?= go
FUZZTIME    ?= 20s
BENCHFLAGS  ?=
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
INTEROP     := token/biscuit/interop
VECTORS     := ../shared/vectors

# What go test does not say, since a test that is passed over prints nothing.
note_vectors = $(if $(wildcard $(VECTORS)),,@echo "note: $(VECTORS) is not there: the official samples but the 28 that travel with \
biscuit-go, all of v3.3, the reference's random tokens and the signature vectors are not checked")

# What `make check` and .ci/run do, in this order: the cheap and the telling first.
CHECKS := test fmt tidy lint house wasm static race interop fuzz

.DEFAULT_GOAL := help
.PHONY: help run build bench check checks $(CHECKS)

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## run the demo: a delegation chain, narrowed, verified and revoked
	$(GO) run ./cmd/hardtack demo

test: ## vet and test everything
	$(note_vectors)
	$(GO) vet ./... && $(GO) test ./...
	$(note_vectors)

build: ## build the static hardtack binary into bin/
	CGO_ENABLED=0 $(GO) build -trimpath -o bin/hardtack ./cmd/hardtack

bench: ## run all benchmarks beside their peers; table on stdout and in spec/benchmarks.md
	$(if $(wildcard $(INTEROP)/node_modules),HARDTACK_INTEROP=1) $(GO) run ./cmd/internal/benchtable -o spec/benchmarks.md $(BENCHFLAGS)

fmt: ## fail if gofmt would change a file
	@.ci/fmt

tidy: ## fail if go.mod or go.sum is not tidy
	$(GO) mod tidy -diff

lint: ## staticcheck, pinned, outside go.mod
	$(GO) run $(STATICCHECK) ./...

house: ## the import table and the other rules that a test can hold
	$(GO) test -count=1 ./cmd/internal/house

wasm: ## compile the token packages, revocation and verifier for the browser
	@.ci/wasm

static: ## build hardtack and prove that it links nothing at run time
	@.ci/static

race: ## test everything under the race detector
	CGO_ENABLED=1 $(GO) test -race ./...

interop: ## compare with the other Biscuit implementations (node and npm)
	@.ci/interop $(INTEROP)

fuzz: ## run every fuzz target for FUZZTIME (20s)
	@FUZZTIME=$(FUZZTIME) .ci/fuzz

check: $(CHECKS) ## all that the CI runs

checks: # the list, for .ci/run
	@echo $(CHECKS)
