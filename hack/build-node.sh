#!/usr/bin/env bash
# Copyright 2026 The Connectors Authors.
# SPDX-License-Identifier: Apache-2.0

# Builds what only a cluster with a node needs: CoreDNS, and the programs that keep the namespaces of a Pod and of the
# node. Most of CoreDNS is compiled for kube as well: after hack/build-kube.sh a hundred packages remain, which take ten
# seconds.
#
#   hack/build-node.sh bin
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

out=${1:?which directory should hold the binaries?}
mkdir -p "$out"
out=$(cd "$out" && pwd)

export CGO_ENABLED=0
# Without the state of the repository in them, programs stay the same from commit to commit: so do the images made of
# them, and the first process of a running node.
go build -C hack/kube -trimpath -buildvcs=false -ldflags='-s -w' -o "$out/coredns" ./coredns
go build -trimpath -buildvcs=false -ldflags='-s -w' -o "$out/pause" ./hack/local/image/pause
go build -trimpath -buildvcs=false -ldflags='-s -w' -o "$out/machine" ./hack/local/node/machine
