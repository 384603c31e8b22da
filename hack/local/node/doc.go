// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package node runs the node of a local cluster: containerd, kubelet, kube-proxy and CoreDNS, and the Pods on it. It takes
// root, Linux and the Debian packages that hack/install-node.sh installs; no Docker, no registry and no virtual machine.
//
// A kubelet takes all of a machine for its own. It mounts, writes rules of the packet filter, changes settings of the kernel,
// and starts processes that outlive it; and it expects its files at fixed places. So it gets a machine: namespaces of their
// own for mounts, network and process ids, whose first process is the program in the folder machine. In there all paths are
// the usual ones (/var/lib/kubelet, /run/containerd), so that manifests apply as they are and sockets have short names. When
// the first process ends, however it ends, the kernel ends every process in there, unmounts what they mounted, and removes
// their links and rules: nothing has to be undone, and nothing of anybody else can be hit. That is a reboot for the cluster:
// what is in /var/lib and /var/log of the machine stays, in the directory of the cluster.
//
// What is left on the host is little, and Clean removes it:
//
//   - a link to the machine, which goes away with it;
//   - a control group of every hierarchy, below which are those of the Pods;
//   - with Config.Internet a table of the packet filter, by which Pods reach other machines, and net.ipv4.ip_forward, whose
//     value is noted before and put back.
//
// The addresses are one /16 of private ones that nobody has on this machine, so that two nodes do not meet.
package node
