// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package node

import (
	"strings"
	"testing"
)

// A node that is started again has the addresses it had: those of its Services are in etcd.
func TestAddressesStay(t *testing.T) {
	dir := t.TempDir()
	if err := (state{Block: "10.200.0.0/16", Dirty: true}).write(dir); err != nil {
		t.Fatal(err)
	}
	again := &Node{dir: dir}
	if err := again.settle(); err != nil || again.Block().String() != "10.200.0.0/16" {
		t.Errorf("%s (error %v)", again.Block(), err)
	}
	other := &Node{dir: dir, config: Config{Addresses: "10.201.0.0/16"}}
	if err := other.settle(); err == nil || !strings.Contains(err.Error(), "10.200.0.0/16") {
		t.Errorf("error %v, want one that names the addresses before", err)
	}
}

func TestCleanWithoutNodeDoesNothing(t *testing.T) {
	dir := t.TempDir()
	if err := Clean(t.Context(), dir); err != nil {
		t.Error(err)
	}
	if err := (state{Block: "10.200.0.0/16"}).write(dir); err != nil {
		t.Fatal(err)
	}
	if err := Clean(t.Context(), dir); err != nil {
		t.Errorf("after it was cleaned: %v", err)
	}
}
