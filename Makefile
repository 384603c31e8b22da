# Copyright 2026 The Connectors Authors.
# SPDX-License-Identifier: Apache-2.0

# The Kubernetes of the local control plane. The libraries in go.mod and hack/kube/go.mod are of the same release:
# hack/verify-versions.sh compares them.
KUBE_VERSION := v1.36.3

# Where binaries go. Tests find the control plane through LOCAL_BIN.
BIN := bin
export KUBE_VERSION
export LOCAL_BIN := $(CURDIR)/$(BIN)

# One binary for each program in cmd.
COMMANDS := $(patsubst cmd/%/main.go,%,$(wildcard cmd/*/main.go))

# What --version and /version say: the Kubernetes release whose behaviour the libraries have, and the commit.
VERSION := $(KUBE_VERSION)+connectors.$(shell git describe --always --dirty 2>/dev/null | tr -c '0-9A-Za-z\n' '.')

# Without cgo the binaries run on any Linux, and no C compiler is needed to build them.
BUILD = CGO_ENABLED=0 go build -trimpath -ldflags '-X k8s.io/component-base/version.gitVersion=$(VERSION)'

# The race detector needs a C compiler.
RACE = $(if $(shell command -v "$$(go env CC)"),-race)

# What a cluster with a node takes, where it is wanted, and where tests can have it.
NODE_PARTS := $(if $(filter-out 0,$(NODE)),node)
TEST_NODE_PARTS := $(if $(filter Linux-0,$(shell uname)-$(shell id -u)),node)

.DEFAULT_GOAL := help

##@ Running it on this machine

.PHONY: run
run: kube build ## Start everything, show what it does, stay until Ctrl-C.
	$(BIN)/local run

.PHONY: up
up: $(NODE_PARTS) kube build ## Start everything in the background; return when all is ready. NODE=1: Connectors as Pods on a node.
	@$(BIN)/local up $(if $(NODE_PARTS),--node)

.PHONY: down
down: $(BIN)/local ## End what `make up` started. WIPE=1: forget the data as well.
	@$(BIN)/local down $(if $(filter-out 0,$(WIPE)),--wipe)

##@ Building

.PHONY: build
build: $(BIN)/local $(addprefix $(BIN)/,$(COMMANDS)) ## Build the binaries of this project.

.PHONY: kube
kube: ## Build etcd, the Kubernetes control plane and kubectl (takes minutes the first time).
	@hack/build-kube.sh $(BIN)

.PHONY: node-packages
node-packages: # Install what a node is made of, where it is missing, or say that there can be none.
	@hack/install-node.sh

.PHONY: node
node: node-packages clients kube registry # Build what only a cluster with a node needs.
	@hack/build-node.sh $(BIN)

.PHONY: clients
clients: # Install the clients that tests use, where they are missing.
	@hack/install-clients.sh

.PHONY: registry
registry: ## Build the image registry and the client of it that tests use.
	@hack/build-registry.sh $(BIN)

# Go knows better than make what is up to date.
.PHONY: FORCE
$(BIN)/local: FORCE
	@$(BUILD) -o $@ ./hack/local

$(addprefix $(BIN)/,$(COMMANDS)): FORCE
	@$(BUILD) -o $@ ./cmd/$(@F)

# What runs the tests, and tells again at the end which ones failed and why.
$(BIN)/gotestsum: FORCE
	@CGO_ENABLED=0 go build -trimpath -modfile=hack/tools/go.mod -o $@ gotest.tools/gotestsum

.PHONY: clean
clean: down ## Remove what was built, and all data of the local cluster.
	rm -rf $(BIN) .local

##@ Checking

.PHONY: test
test: clients kube registry $(TEST_NODE_PARTS) build $(BIN)/gotestsum ## Run all tests against the real control plane, with the race detector if there is a C compiler.
	@$(if $(RACE),,echo 'no C compiler: testing without the race detector')
	@$(if $(TEST_NODE_PARTS),,echo 'not root on Linux: leaving out the tests on a node')
	$(BIN)/gotestsum --format standard-quiet --hide-summary skipped -- $(RACE) -timeout 35m ./...
	CGO_ENABLED=0 go test -C hack/kube -trimpath ./...

.PHONY: soak
soak: node build ## Use tools from a Pod for longer than its tokens live (root on Linux). FOR=25m: for how long.
	go test -count=1 -v -timeout 90m -run '^TestSoak$$' ./test/e2e -soak=$(or $(FOR),25m)

.PHONY: bench
bench: kube registry build ## Measure (docs/benchmarks.md). QUICK=1: a look in minutes. ONLY=engine: chapters by regular expression.
	@$(BUILD) -o $(BIN)/bench ./test/bench
	$(BIN)/bench $(if $(filter-out 0,$(QUICK)),-quick) $(if $(ONLY),-only '$(ONLY)') $(if $(PROFILES),-profiles '$(PROFILES)')

.PHONY: verify
verify: ## Run every check of hack/verify-*.sh: format, lint, generated code in step.
	@set -e; for check in hack/verify-*.sh; do echo "$$check"; "$$check"; done

.PHONY: fmt
fmt: ## Format the Go code.
	gofmt -w $$(git ls-files --cached --others --exclude-standard '*.go' ':!pkg/generated')

.PHONY: update
update: ## Write the generated code.
	hack/update-codegen.sh

##@ Help

.PHONY: help
help: ## Show this.
	@awk 'BEGIN { FS = ":.*## " } \
		/^##@/ { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
