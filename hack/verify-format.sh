#!/usr/bin/env bash
# Copyright 2026 The Connectors Authors.
# SPDX-License-Identifier: Apache-2.0
#
# Fails when a Go file is not formatted or has no licence header.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

mapfile -t files < <(git ls-files --cached --others --exclude-standard '*.go' ':!pkg/generated' ':!*/zz_generated.*')

unformatted=$(gofmt -l "${files[@]}")
if [[ -n ${unformatted} ]]; then
	printf 'not formatted (make fmt mends it):\n%s\n' "${unformatted}" >&2
	exit 1
fi

bare=$(grep -L -F 'SPDX-License-Identifier: Apache-2.0' "${files[@]}" || true)
if [[ -n ${bare} ]]; then
	printf 'no licence header (hack/boilerplate.go.txt):\n%s\n' "${bare}" >&2
	exit 1
fi
