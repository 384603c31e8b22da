// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package node

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"connectors.alauda.io/hack/local/cluster"
)

// Machine is the part in whose namespaces all of a node runs. To end it is to pull the plug of the machine.
const Machine = "machine"

// ready is the file that the program in the folder machine makes last.
const ready = "run/machine-ready"

func machineDir(dir string) string { return filepath.Join(dir, "machine") }

func (n *Node) machinePart() cluster.Part {
	return cluster.Part{
		Name:     Machine,
		Program:  "machine",
		Isolated: true,
		Args:     func(*cluster.Cluster) ([]string, error) { return []string{machineDir(n.dir)}, nil },
		Prepare:  func(ctx context.Context, _ *cluster.Cluster) error { return n.prepare(ctx) },
		Ready:    n.machineReady,
	}
}

// prepare makes what the machine needs of the host, and first of all removes what an earlier one left.
func (n *Node) prepare(ctx context.Context) error {
	if err := awaitUnlinked(ctx, n.block); err != nil {
		return err
	}
	if err := emptyControlGroups(ctx, n.block); err != nil {
		return err
	}
	if n.config.Internet {
		return n.openInternet(ctx)
	}
	return nil
}

// machineReady connects the machine once it is furnished.
func (n *Node) machineReady(ctx context.Context, c *cluster.Cluster) error {
	root, err := Root(c)
	if err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(root, ready)); err != nil {
		return fmt.Errorf("the machine is not furnished: %w", err)
	}
	return connect(ctx, c, n.block)
}

// Root returns the directory in which this machine sees the files of the node, as its kubelet does, until the node ends.
func Root(c *cluster.Cluster) (string, error) {
	pid, err := c.PID(Machine)
	return fmt.Sprintf("/proc/%d/root", pid), err
}

// Run runs a program on the node, and returns what it printed.
func Run(ctx context.Context, c *cluster.Cluster, program string, args ...string) (string, error) {
	return run(ctx, c, "", program, args...)
}

func run(ctx context.Context, c *cluster.Cluster, input, program string, args ...string) (string, error) {
	machine, err := c.Process(Machine)
	if err != nil {
		return "", err
	}
	return machine.Run(ctx, input, program, args...)
}
