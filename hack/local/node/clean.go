// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package node

import (
	"context"
	"fmt"
	"os"
	"slices"

	"connectors.alauda.io/hack/local/cluster"
)

// Clean removes what the node in dir left on this machine after its processes were stopped. It does nothing when there was no
// node, or when it has been done before.
func Clean(ctx context.Context, dir string) error {
	s, found, err := readState(dir)
	if err != nil || !found || !s.Dirty {
		return err
	}
	block, err := ParseBlock(s.Block)
	if err != nil {
		return fmt.Errorf("%s: %w", stateFile(dir), err)
	}
	running, err := cluster.Running(dir)
	if err != nil || slices.Contains(running, Machine) {
		return err
	}
	if err := closeInternet(ctx, block, s.Forwarding); err != nil {
		return err
	}
	if err := removeControlGroups(ctx, block); err != nil {
		return err
	}
	s.Forwarding, s.Dirty = "", false
	return s.write(dir)
}

// Wipe forgets what the machine in dir kept over a boot. The node must have been stopped.
func Wipe(dir string) error { return os.RemoveAll(machineDir(dir)) }
