// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package e2e_test does what users do: Pods on a real kubelet, with volumes of the CSI driver, use tools with their usual
// clients. etcd, our API server, the controller, connectors-proxy and the driver run as Pods too, from the manifests that
// users apply. The tools run on this machine, at the address of it that Pods reach.
//
// A Pod is given nothing but a volume: what it holds besides is the image of clients (hack/local/image).
package e2e_test

import (
	"flag"
	"fmt"
	"os"
	"testing"

	"connectors.alauda.io/hack/local/cluster"
	localstack "connectors.alauda.io/hack/local/stack"
	"connectors.alauda.io/hack/local/stack/stacktest"
	"connectors.alauda.io/test/integration/harness"
)

// stack is the cluster of all tests. TestMain sets it once, before they run.
var stack *harness.Stack

func TestMain(m *testing.M) {
	flag.Parse()
	// Nearly all of a test's time is spent on waiting for the kubelet, so many can wait at once.
	if err := flag.Set("test.parallel", "16"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	os.Exit(stacktest.MainOnNode(m, localstack.Config{}, func(c *cluster.Cluster) { stack = harness.Around(c) }))
}
