// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package stacktest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"testing"
	"time"

	"connectors.alauda.io/hack/local/cluster"
	"connectors.alauda.io/hack/local/node"
	"connectors.alauda.io/hack/local/stack"
)

// nodeSync is how often the kubelet of a test has CSI volumes published again.
const nodeSync = 10 * time.Second

// MainOnNode runs the tests of a package against one stack with a node, in which the servers of Connectors are Pods, and returns
// what TestMain exits with. Use is handed the cluster before the tests run. Where nobody can have a node the tests are left
// out, and a line says so. What the node leaves on this machine fails the package. Only Config.Node, ControlPlaneOnly and what is
// in Config.Cluster, but for Dir, are looked at.
func MainOnNode(m *testing.M, config stack.Config, use func(*cluster.Cluster)) int {
	if err := node.Supported(); err != nil {
		_, _ = fmt.Fprintln(os.Stdout, "left out:", err)
		return 0
	}
	code, err := runOnNode(m, config, use)
	if err != nil {
		_, _ = fmt.Fprintln(os.Stderr, err)
		return max(code, 1)
	}
	return code
}

func runOnNode(m *testing.M, config stack.Config, use func(*cluster.Cluster)) (code int, err error) {
	if config.Root, err = cluster.FindRoot(); err != nil {
		return 0, err
	}
	if config.Cluster.Dir, err = os.MkdirTemp("", "connectors-node-"); err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(config.Cluster.Dir)) }()
	if config.Node == nil {
		config.Node = &node.Config{}
	}
	if config.Node.SyncFrequency == 0 {
		config.Node.SyncFrequency = nodeSync
	}
	config.Cluster.FsyncOff = true
	ctx := context.Background()
	c, err := stack.Start(ctx, config)
	if err != nil {
		return 0, fmt.Errorf("starting a stack with a node: %w", err)
	}
	var footprint Footprint
	defer func() { err = errors.Join(err, stack.Down(ctx, config.Cluster.Dir, nil), footprint.AwaitNothing(ctx)) }()
	if footprint, err = FootprintOf(c); err != nil {
		return 0, err
	}
	use(c)
	return m.Run(), nil
}
