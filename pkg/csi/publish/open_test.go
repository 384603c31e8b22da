// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

//go:build linux

package publish

import (
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

func TestOpenRefuses(t *testing.T) {
	for _, path := range []string{"", "/", "mount", "./mount", "/pods/../etc", "/pods//mount", "/pods/mount/", "/pods/\x00"} {
		if _, err := Open(path, nil); !errors.Is(err, ErrTarget) {
			t.Errorf("Open(%q): %v", path, err)
		}
		if err := Remove(path); !errors.Is(err, ErrTarget) {
			t.Errorf("Remove(%q): %v", path, err)
		}
	}
	for _, group := range []int64{-1, 1<<32 - 1, 1 << 40} {
		if _, err := Open("/pods/mount", &group); !errors.Is(err, ErrTarget) {
			t.Errorf("group %d: %v", group, err)
		}
	}
}

func TestOpenNeedsTheDirectoryAbove(t *testing.T) {
	path := filepath.Join(volumePath(t), "mount")
	if _, err := Open(path, nil); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "kubelet") {
		t.Errorf("Open: %v", err)
	}
}
