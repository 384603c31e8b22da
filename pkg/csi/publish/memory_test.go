// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package publish

import (
	"os"
	"strings"
	"testing"

	"connectors.alauda.io/pkg/target"
)

func TestMemory(t *testing.T) {
	page := os.Getpagesize()
	files := map[string]target.Credential{}
	for name, size := range map[string]int{"empty": 0, "short": 1, "full": page, "long": page + 1} {
		files[name] = target.NewCredential(strings.Repeat("x", size))
	}
	if got, want := Memory(files), int64(4*page); got != want {
		t.Errorf("%d bytes, want %d", got, want)
	}
}
