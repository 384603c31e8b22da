#!/usr/bin/env bash
# Copyright 2026 The Connectors Authors.
# SPDX-License-Identifier: Apache-2.0
#
# Fails when a go.mod or go.sum is not what go mod tidy would write.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

for module in . hack/kube hack/registry; do
	(cd "${module}" && go mod tidy -diff) || {
		echo "${module}/go.mod is not tidy: run go mod tidy there" >&2
		exit 1
	}
done
