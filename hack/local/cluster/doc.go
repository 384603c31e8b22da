// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package cluster runs a Kubernetes control plane on one machine, as an ordinary user: etcd, kube-apiserver with the
// aggregation layer and kube-controller-manager, each a process of its own. It needs no root, node, container runtime
// or DNS. `make up` and the integration tests use it alike.
//
// Everything lies in one directory: the data of etcd, certificates and kubeconfigs, logs, the ports that were chosen
// and the records of the processes. Starting a cluster again in the same directory adopts what still runs, as it is or
// restarted if its command, program or certificates have changed, and starts what is missing.
//
// An aggregated API server is reached without a node by a Service of type ExternalName with the name localhost: the
// kube-apiserver takes the port from the APIService then, and looks at neither endpoints nor ports of the Service.
// EndpointSlices would not do, they may not point at loopback.
//
// With a Network there is more: the kube-apiserver listens where a node and its Pods reach it, as the Service kubernetes says,
// and there is a kube-scheduler. The node itself is added by package node, as parts that come first and last.
//
// The garbage collector of the kube-controller-manager looks for new APIs every 30 seconds. The parts that serve an
// aggregated API (Config.Parts) are therefore started before it, and it knows them from the beginning.
package cluster
