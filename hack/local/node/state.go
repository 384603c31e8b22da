// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package node

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
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
	content, err := os.ReadFile(stateFile(dir))
	if errors.Is(err, fs.ErrNotExist) {
		return state{}, false, nil
	}
	if err != nil {
		return state{}, false, err
	}
	var s state
	if err := json.Unmarshal(content, &s); err != nil {
		return state{}, false, fmt.Errorf("%s should hold the JSON state of a node: %w", stateFile(dir), err)
	}
	return s, true, nil
}

func (s state) write(dir string) error {
	content, err := json.Marshal(s)
	if err != nil {
		return err
	}
	file := stateFile(dir)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	next := file + ".next"
	if err := os.WriteFile(next, append(content, '\n'), 0o644); err != nil {
		return err
	}
	return os.Rename(next, file)
}
