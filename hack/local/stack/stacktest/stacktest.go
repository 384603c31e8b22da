// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package stacktest gives a test a control plane of its own with the servers of Connectors in it.
package stacktest

import (
	"context"
	"testing"
	"time"

	"connectors.alauda.io/hack/local/cluster"
	"connectors.alauda.io/hack/local/process"
	"connectors.alauda.io/hack/local/stack"
)

// Start returns a stack that is ready, and that ends with the test. The directory and the root of the repository may be
// left empty. Its etcd does not sync to disk: a process can be killed without a loss, the machine cannot.
func Start(t testing.TB, config stack.Config) *cluster.Cluster {
	t.Helper()
	if config.Cluster.Dir == "" {
		config.Cluster.Dir = t.TempDir()
	}
	if config.Root == "" {
		root, err := cluster.FindRoot()
		if err != nil {
			t.Fatal(err)
		}
		config.Root = root
	}
	config.Cluster.FsyncOff = true
	started := time.Now()
	c, err := stack.Start(t.Context(), config)
	if err != nil {
		t.Fatalf("starting the stack: %v", err)
	}
	t.Logf("stack ready after %.1f s in %s", time.Since(started).Seconds(), config.Cluster.Dir)
	t.Cleanup(func() { finish(t, c) })
	return c
}

// finish stops the stack, and shows what our API server said last if the test failed.
func finish(t testing.TB, c *cluster.Cluster) {
	// The context of the test is over by now.
	if err := c.Stop(context.WithoutCancel(t.Context())); err != nil {
		t.Errorf("stopping the stack: %v", err)
	}
	if !t.Failed() {
		return
	}
	const lines = 50
	log, err := process.Tail(c.LogFile(stack.APIServer), lines)
	t.Logf("the end of the log of %s (error %v):\n%s", stack.APIServer, err, log)
}
