// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package render_test

import (
	"strings"
	"testing"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/csi/render"
)

func TestFileWithoutName(t *testing.T) {
	class := render.Compile([]v1alpha1.Configuration{configuration("c", map[string]string{"": "x"})})
	files, err := class.Render(t.Context(), newInput("c"))
	expectError(t, files, err, `configuration "c": has a file without a name`)
}

func TestFileNames(t *testing.T) {
	for _, tt := range []struct {
		name, file string
		good       bool
	}{
		{"usual", "config.json", true},
		{"hidden", ".gitconfig", true},
		{"all characters", "aZ09-_.", true},
		{"dots at the end", "a..", true},
		{"dots within", "a..b", true},
		{"longest", strings.Repeat("a", 253), true},
		{"too long", strings.Repeat("a", 254), false},
		{"1 MiB", strings.Repeat("a", mebibyte), false},
		{"1 MiB of dots", strings.Repeat(".", mebibyte), false},
		{"1 MiB of NUL", strings.Repeat("\x00", mebibyte), false},
		{"the folder", ".", false},
		{"the folder above", "..", false},
		{"link of the atomic writer", "..data", false},
		{"token of the driver", "..token", false},
		{"in a folder", "a/b", false},
		{"absolute", "/etc/passwd", false},
		{"out of the folder", "../a", false},
		{"out of the folder later", "a/../../b", false},
		{"slash only", "/", false},
		{"backslash", `a\b`, false},
		{"NUL", "a\x00b", false},
		{"line break", "a\nb", false},
		{"blank", "a b", false},
		{"letter that is not ASCII", "é", false},
		{"slash that is not ASCII", "a∕b", false},
		{"not UTF-8", "\xff", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			class := render.Compile([]v1alpha1.Configuration{configuration("c", map[string]string{tt.file: "x"})})
			files, err := class.Render(t.Context(), newInput("c"))
			if !tt.good {
				expectError(t, files, err, `configuration "c", `, "is no name of a file: ")
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := files[tt.file].Reveal(); got != "x" {
				t.Errorf("%q holds %q", tt.file, got)
			}
		})
	}
}
