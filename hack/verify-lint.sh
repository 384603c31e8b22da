#!/usr/bin/env bash
# Copyright 2026 The Connectors Authors.
# SPDX-License-Identifier: Apache-2.0
#
# Runs golangci-lint, pinned in hack/tools/go.mod and built into bin/ (minutes the first time, nothing afterwards).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

CGO_ENABLED=0 go build -trimpath -modfile=hack/tools/go.mod -o bin/golangci-lint \
	github.com/golangci/golangci-lint/v2/cmd/golangci-lint
bin/golangci-lint run ./...
