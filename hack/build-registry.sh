#!/usr/bin/env bash
# Copyright 2026 The Connectors Authors.
# SPDX-License-Identifier: Apache-2.0

# Builds what tests of image registries need: the registry of the distribution project, and crane.
#
#   hack/build-registry.sh bin
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

out=${1:?which directory should hold the binaries?}
mkdir -p "$out"
out=$(cd "$out" && pwd)

export CGO_ENABLED=0
go build -C hack/registry -trimpath -o "$out/registry" github.com/distribution/distribution/v3/cmd/registry
go build -C hack/registry -trimpath -o "$out/crane" github.com/google/go-containerregistry/cmd/crane
