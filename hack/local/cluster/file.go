// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package cluster

import (
	"os"
	"path/filepath"
)

// ConfigFile leaves content in a configuration file of this name, and returns its path. A part that has the path in its
// arguments is restarted when the content has changed.
func (c *Cluster) ConfigFile(name string, content []byte) (string, error) {
	file := c.layout.config(name)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return "", err
	}
	next := file + ".next"
	if err := os.WriteFile(next, content, 0o600); err != nil {
		return "", err
	}
	return file, os.Rename(next, file)
}
