// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package clustertest gives a test a control plane of its own.
package clustertest

import (
	"context"
	"testing"
	"time"

	"connectors.alauda.io/hack/local/cluster"
)

// Start returns a control plane that is ready, and that ends with the test. Config.Dir may be left empty. Its etcd does
// not sync to disk: a process can be killed without a loss, the machine cannot.
func Start(t testing.TB, config cluster.Config) *cluster.Cluster {
	t.Helper()
	if config.Dir == "" {
		config.Dir = t.TempDir()
	}
	config.FsyncOff = true
	started := time.Now()
	c, err := cluster.Start(t.Context(), config)
	if err != nil {
		t.Fatalf("starting a control plane: %v", err)
	}
	t.Logf("control plane ready after %.1f s in %s", time.Since(started).Seconds(), config.Dir)
	t.Cleanup(func() {
		// The context of the test is over by now.
		if err := c.Stop(context.WithoutCancel(t.Context())); err != nil {
			t.Errorf("stopping the control plane: %v", err)
		}
	})
	return c
}
