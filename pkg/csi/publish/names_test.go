// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

//go:build linux

package publish

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestNames(t *testing.T) {
	for _, name := range []string{
		"", ".", "..", "..data", "..token", generation(1).String(), nextLink, "/", "/etc", "a/b", "../a", "a\x00b", "a\nb", "a b", "\xff",
		strings.Repeat("a", 254), strings.Repeat("a", 1<<20),
	} {
		err := checkName(name)
		if !errors.Is(err, ErrName) || len(err.Error()) > 600 {
			t.Errorf("%.80q: %.700v", name, err)
		}
	}
	for _, name := range []string{"config", ".gitconfig", "a..b", "_", "-", "context.proxy.caCert", strings.Repeat("a", 253)} {
		if err := checkName(name); err != nil {
			t.Error(err)
		}
	}
}

// FuzzNames writes files of any name into a real volume: each is refused, or is just that file.
func FuzzNames(f *testing.F) {
	for _, name := range []string{"config", ".gitconfig", "..", "..data", "..token", "/etc/passwd", "a/../../b", "a\x00", generationPrefix + "2", "link"} {
		f.Add(name)
	}
	directory := f.TempDir()
	path := filepath.Join(directory, "mount")
	f.Cleanup(func() { _ = Remove(path) })
	f.Fuzz(func(t *testing.T, name string) {
		files := map[string]string{name: canary}
		_, err := tryWrite(path, nil, files, "")
		switch {
		case err == nil:
			checkExact(t, path, files)
		case !errors.Is(err, ErrName):
			t.Errorf("%q: %v", name, err)
		}
		if beside := readNames(t, directory); len(beside) > 1 {
			t.Errorf("%q: beside the volume: %q", name, beside)
		}
		must(t, Remove(path))
		if _, err := os.Lstat(path); err == nil {
			t.Errorf("%q: something is left", name)
		}
	})
}
