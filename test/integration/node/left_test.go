// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package node_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"

	"connectors.alauda.io/hack/local/cluster"
	"connectors.alauda.io/hack/local/node"
	"connectors.alauda.io/hack/local/stack"
	"connectors.alauda.io/hack/local/stack/stacktest"
)

// tunables are settings of the kernel that a kubelet would change.
func tunables() []string {
	return []string{"/proc/sys/kernel/panic", "/proc/sys/kernel/panic_on_oops", "/proc/sys/vm/overcommit_memory"}
}

// endAndLook kills what runs on this machine for the node, cleans up twice, and looks for what is left.
func endAndLook(t *testing.T, c *cluster.Cluster, dir string) {
	footprint, err := stacktest.FootprintOf(c)
	if err != nil {
		t.Fatal(err)
	}
	seen := fmt.Sprint(footprint.Left())
	for _, trace := range []string{"process", "link", "control group", "packet filter"} {
		if !strings.Contains(seen, trace) {
			t.Errorf("while the node runs no %s of it is seen: %s", trace, seen)
		}
	}
	for _, part := range []string{cluster.KubeAPIServer, node.Kubelet, node.Machine} {
		if err := c.Kill(t.Context(), part); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		if err := stack.Down(t.Context(), dir, nil); err != nil {
			t.Fatal(err)
		}
	}
	if running, err := cluster.Running(dir); err != nil || len(running) > 0 {
		t.Errorf("runs: %v (error %v)", running, err)
	}
	if err := footprint.AwaitNothing(t.Context()); err != nil {
		t.Error(err)
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(content))
}

// settings returns the values of the tunables.
func settings(t *testing.T) string {
	t.Helper()
	var values []string
	for _, file := range tunables() {
		values = append(values, file+"="+read(t, file))
	}
	return strings.Join(values, " ")
}
