// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package cluster

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestContentOfAProgram(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	goProgram, err := os.ReadFile(self)
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		before, after []byte
		same          bool
	}{
		"a Go program, touched":       {goProgram, goProgram, true},
		"a script, touched":           {[]byte("#!/bin/sh\n"), []byte("#!/bin/sh\n"), true},
		"a script, changed":           {[]byte("#!/bin/sh\n:\n"), []byte("#!/bin/sh\n!\n"), false},
		"a script after a Go program": {goProgram, []byte("#!/bin/sh\n"), false},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "program")
			before := contentAfterWriting(t, file, test.before)
			after := contentAfterWriting(t, file, test.after)
			if bytes.Equal(before, after) != test.same {
				t.Errorf("%x, then %x; want the same: %v", before, after, test.same)
			}
		})
	}
}

func contentAfterWriting(t *testing.T, file string, program []byte) []byte {
	t.Helper()
	if err := os.WriteFile(file, program, 0o755); err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	if err := os.Chtimes(file, now, now); err != nil {
		t.Fatal(err)
	}
	content, err := contentOf(file)
	if err != nil {
		t.Fatal(err)
	}
	return content
}
