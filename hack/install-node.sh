#!/usr/bin/env bash
# Copyright 2026 The Connectors Authors.
# SPDX-License-Identifier: Apache-2.0

# Installs what a node is made of and cannot be built from our Go modules, where it is missing: containerd, runc, the network
# plug-ins, and the programs that set up links and rules. That takes root and Debian's packages. A node takes root in any case.
set -euo pipefail

if [[ $(uname) != Linux ]] || ((EUID != 0)); then
  echo "a node takes root on Linux: its kubelet mounts volumes and starts containers" >&2
  exit 1
fi
missing=()
need() { # PROGRAM PACKAGE
  command -v "$1" >/dev/null || missing+=("$2")
}
need containerd containerd
need runc runc
need /usr/lib/cni/ptp containernetworking-plugins
need ip iproute2
need iptables iptables
need nft nftables
need busybox busybox-static
((${#missing[@]})) || exit 0

if ! command -v apt-get >/dev/null; then
  echo "a node needs ${missing[*]}: install them" >&2
  exit 1
fi
apt-get update
apt-get install --yes --no-install-recommends "${missing[@]}"
