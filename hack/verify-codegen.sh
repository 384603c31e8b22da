#!/usr/bin/env bash
# Copyright 2026 The Connectors Authors.
# SPDX-License-Identifier: Apache-2.0
#
# Generates the code in a copy of the tree and fails when it differs from what is committed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

copy=$(mktemp -d)
trap 'rm -rf "${copy}"' EXIT
git ls-files --cached --others --exclude-standard go.mod go.sum pkg hack/update-codegen.sh hack/boilerplate.go.txt |
	while read -r file; do [[ ! -e ${file} ]] || printf '%s\0' "${file}"; done |
	tar --create --null --files-from=- | tar --extract --directory="${copy}"

"${copy}/hack/update-codegen.sh"

if ! diff --recursive --unified --brief pkg "${copy}/pkg"; then
	echo 'generated code is out of step with the API types: run make update' >&2
	exit 1
fi
