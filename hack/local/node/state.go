// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package node

import (
	"path/filepath"

	"connectors.alauda.io/hack/local/record"
)

// A state is what is known about a node from one invocation to the next. It is written before the host is changed, so
// that Clean knows what to remove after any end.
type state struct {
	// Block is the block of addresses.
	Block string `json:"block"`
	// Forwarding is what net.ipv4.ip_forward was before the node changed it; empty: it did not.
	Forwarding string `json:"forwarding,omitempty"`
	// Dirty is set while there may be something to remove.
	Dirty bool `json:"dirty,omitempty"`
}

func stateFile(dir string) string { return filepath.Join(dir, "state", "node.json") }

// readState returns the state of the node in dir, and false when there is none.
func readState(dir string) (state, bool, error) {
	return record.Read[state](stateFile(dir), "state of a node")
}

func (s state) write(dir string) error { return record.Write(stateFile(dir), s) }
