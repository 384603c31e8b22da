#!/usr/bin/env bash
# Copyright 2026 The Connectors Authors.
# SPDX-License-Identifier: Apache-2.0

# Installs the clients that tests use and that cannot be built from Go modules, where they are missing: skopeo, and git's own
# HTTP server. That takes root and Debian's packages; everybody else is told what is missing.
set -euo pipefail

missing=()
command -v skopeo >/dev/null || missing+=(skopeo)
command -v curl >/dev/null || missing+=(curl)
[[ -x $(git --exec-path)/git-http-backend ]] || missing+=(git)
((${#missing[@]})) || exit 0

if ((EUID != 0)) || ! command -v apt-get >/dev/null; then
  echo "the tests need ${missing[*]}: install them, as with apt-get install ${missing[*]}" >&2
  exit 1
fi
apt-get update
apt-get install --yes --no-install-recommends "${missing[@]}"
