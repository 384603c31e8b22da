// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package registrytest runs registries that end with a test.
package registrytest

import (
	"path/filepath"
	"testing"

	"connectors.alauda.io/hack/local/cluster"
	"connectors.alauda.io/test/registry"
)

// Start runs a registry until the test ends, and returns its URL.
func Start(t *testing.T, config registry.Config) string {
	t.Helper()
	config.Program = Program(t, "registry")
	server, err := registry.Start(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Error(err)
		}
	})
	return server.URL()
}

// Program is a file that `make registry` has built.
func Program(t *testing.T, name string) string {
	t.Helper()
	dir, err := cluster.FindBinDir()
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, name)
}
