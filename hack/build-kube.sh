#!/usr/bin/env bash
# Copyright 2026 The Connectors Authors.
# SPDX-License-Identifier: Apache-2.0

# Builds the multi-call binary of hack/kube and the symbolic links to it.
#
#   KUBE_VERSION=v1.36.3 hack/build-kube.sh bin
#
# The first build compiles some 2,500 packages and takes minutes, so a line every five seconds says how far it is. A
# build with nothing to do takes a second and says nothing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

out=${1:?which directory should hold the binaries?}
version=${KUBE_VERSION:?which version of Kubernetes, as in the Makefile?}
module=connectors.alauda.io/hack/kube
mkdir -p "$out"
out=$(cd "$out" && pwd)

# Without these the parts call themselves v0.0.0-master, and clients that parse versions fail.
ldflags() {
  local major minor _patch package
  IFS=. read -r major minor _patch <<<"${version#v}"
  printf -- '-s -w'
  for package in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
    printf -- ' -X %s.gitVersion=%s -X %s.gitMajor=%s -X %s.gitMinor=%s -X %s.gitTreeState=clean' \
      "$package" "$version" "$package" "$major" "$package" "$minor" "$package"
  done
}

# progress counts the lines that `go build -v` prints, one for each package that it compiles, and passes on all else:
# the errors of the compiler. Packages that are in the cache are in the total, but not among the lines.
total=
progress() {
  local compiled=0 said=$SECONDS line
  while IFS= read -r line; do
    case $line in
      'go: downloading '*) line="downloading ${line#go: downloading }" ;;
      "$module") printf 'hack/kube: %d packages compiled, linking\n' "$compiled"; continue ;;
      \#* | *[[:space:]]*) printf '%s\n' "$line"; continue ;;
      *) compiled=$((compiled + 1)); line="$compiled packages compiled${total:+, of $total at most}" ;;
    esac
    if ((SECONDS - said >= 5)); then
      printf 'hack/kube: %s\n' "$line"
      said=$SECONDS
    fi
  done
}

export CGO_ENABLED=0
if [[ ! -x $out/kube ]]; then
  # This also downloads the modules.
  packages=$(mktemp)
  trap 'rm -f "$packages"' EXIT
  { go list -C hack/kube -deps . 2>&1 >"$packages" | progress; } >&2
  total=$(wc -l <"$packages" | tr -d ' ')
fi
{ go build -C hack/kube -v -trimpath -ldflags "$(ldflags)" -o "$out/kube" . 2>&1 | progress; } >&2

for program in etcd kube-apiserver kube-controller-manager kube-scheduler kube-proxy kubelet kubectl; do
  ln -sfn kube "$out/$program"
done
