#!/usr/bin/env bash
# Copyright 2026 The Connectors Authors.
# SPDX-License-Identifier: Apache-2.0

# Checks that every Go module of the repository uses the Kubernetes release that the Makefile names, and the same etcd.
#
#   KUBE_VERSION=v1.36.3 hack/verify-versions.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

kubernetes=${KUBE_VERSION:?which version of Kubernetes, as in the Makefile?}
libraries=v0.${kubernetes#v1.}
# The modules of k8s.io with a version of their own. All others are released with Kubernetes.
own='^[^ ]* k8s\.io/(gengo/v2|klog/v2|kube-openapi|kubernetes|system-validators|utils)$'
failed=0

# require FILE WANT: standard input is lines of "version module"; each version must be WANT.
require() {
  local file=$1 want=$2 version module
  while read -r version module; do
    if [[ $version != "$want" ]]; then
      echo "$file: $module is $version, should be $want" >&2
      failed=1
    fi
  done
}

# modules DIR prints "version module" for every module that the one in DIR is built from.
modules() {
  go list -C "$1" -m -f '{{with .Replace}}{{.Version}}{{else}}{{.Version}}{{end}} {{.Path}}' all
}

libraries_of() { grep ' k8s\.io/' | grep -vE "$own"; }

main=$(modules .)
kube=$(modules hack/kube)
require go.mod "$libraries" < <(libraries_of <<<"$main")
require hack/kube/go.mod "$libraries" < <(libraries_of <<<"$kube")
require hack/kube/go.mod "$kubernetes" < <(grep ' k8s\.io/kubernetes$' <<<"$kube")

etcd=$(awk '$2 == "go.etcd.io/etcd/client/v3" { print $1 }' <<<"$main")
require hack/kube/go.mod "$etcd" < <(grep -E ' go\.etcd\.io/etcd/(api|client|server)/v3$' <<<"$kube")

exit "$failed"
