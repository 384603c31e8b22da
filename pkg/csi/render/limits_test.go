// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package render_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/csi/render"
	"connectors.alauda.io/pkg/template"
)

const mebibyte = 1 << 20

// numbered makes so many files of the same content.
func numbered(count int, text string) map[string]string {
	files := make(map[string]string, count)
	for i := range count {
		files[fmt.Sprintf("f%04d", i)] = text
	}
	return files
}

// rendered is a template that writes so many bytes, most of them from an action.
func rendered(bytes int) string {
	return `{{ repeat 1000000 "x" }}` + strings.Repeat("x", bytes-1_000_000)
}

func TestLargestVolumes(t *testing.T) {
	large := strings.Repeat("x", mebibyte)
	for _, tt := range []struct {
		name  string
		files map[string]string
		count int
	}{
		{"as many files as possible", numbered(1000-len(builtInNames()), "x"), 1000},
		{"a file as large as possible", map[string]string{"f": large}, 1 + len(builtInNames())},
		{"a rendered file as large as possible", map[string]string{"f": rendered(mebibyte)}, 1 + len(builtInNames())},
		{"a volume nearly as large as possible", numbered(3, large), 3 + len(builtInNames())},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := mustRender(t, render.Compile([]v1alpha1.Configuration{configuration("c", tt.files)}), newInput("c"))
			if len(got) != tt.count {
				t.Errorf("%d files, want %d", len(got), tt.count)
			}
		})
	}
}

func TestTooMuch(t *testing.T) {
	large := strings.Repeat("x", mebibyte)
	for _, tt := range []struct {
		name   string
		class  []v1alpha1.Configuration
		change func(*render.Input)
		want   string
	}{
		{"file", []v1alpha1.Configuration{configuration("c", map[string]string{"f": rendered(mebibyte + 1)})}, nil, `configuration "c", file "f", line 1, column 25: writes more than 1048576 bytes`},
		{"template", []v1alpha1.Configuration{configuration("c", map[string]string{"f": large + "x"})}, nil, `configuration "c", file "f": larger than 1048576 bytes`},
		{"volume", []v1alpha1.Configuration{configuration("c", numbered(4, large))}, nil, `configuration "c", file "f0003": makes the volume larger than 4194304 bytes`},
		{"files with the built-in ones", []v1alpha1.Configuration{configuration("c", numbered(995, "x"))}, nil, `the volume would have 1001 files, 6 of them built in; at most 1000 are possible`},
		{"files of a configuration", []v1alpha1.Configuration{configuration("c", numbered(1001, "x"))}, nil, `configuration "c": has 1001 files, at most 1000 are possible`},
		{"files together", []v1alpha1.Configuration{configuration("c", numbered(600, "x")), configuration("d", map[string]string{"g": "x"}), configuration("e", renamed(numbered(600, "x")))}, func(in *render.Input) { in.Names = []string{"c", "d", "e"} }, `the volume would have 1207 files`},
		{"actions of a configuration", []v1alpha1.Configuration{configuration("c", numbered(11, strings.Repeat("{{1}}", 1000)))}, nil, `configuration "c": its templates have 11000 actions, a class may have 10000`},
		{"actions of a class", []v1alpha1.Configuration{configuration("a", numbered(9, strings.Repeat("{{1}}", 1000))), configuration("c", numbered(2, strings.Repeat("{{1}}", 1000)))}, nil, `configuration "c": its templates have 2000 actions, a class may have 10000 and the configurations before it have 9000`},
		{"certificates", nil, func(in *render.Input) { in.Names, in.SystemCAs = nil, large }, `file "ca.crt": is larger than 1048576 bytes`},
		{"steps", []v1alpha1.Configuration{configuration("c", map[string]string{"f": "a\n{{ range 1000000 }}{{ end }}"})}, nil, `configuration "c", file "f", line 2, column`},
		{"recursion", []v1alpha1.Configuration{configuration("c", map[string]string{"f": `{{ define "a" }}{{ template "a" . }}{{ end }}{{ template "a" . }}`})}, nil, `file "f", line 1, column`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			in := newInput("c")
			if tt.change != nil {
				tt.change(&in)
			}
			files, err := render.Compile(tt.class).Render(t.Context(), in)
			expectError(t, files, err, tt.want)
			if !errors.Is(err, template.ErrLimit) {
				t.Errorf("%v is no ErrLimit", err)
			}
		})
	}
}

func renamed(files map[string]string) map[string]string {
	other := make(map[string]string, len(files))
	for name, text := range files {
		other["other-"+name] = text
	}
	return other
}

// TestRenderEndsWithItsCaller: a caller that is gone gets its own error, not one that blames the class.
func TestRenderEndsWithItsCaller(t *testing.T) {
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	expired, cancel := context.WithTimeout(t.Context(), 0)
	defer cancel()
	for name, tt := range map[string]struct {
		ctx  context.Context
		want error
	}{
		"cancelled": {cancelled, context.Canceled},
		"expired":   {expired, context.DeadlineExceeded},
	} {
		t.Run(name, func(t *testing.T) {
			files, err := one("x").Render(tt.ctx, newInput("c"))
			expectError(t, files, err, `configuration "c", file "f": was not rendered in time`)
			if !errors.Is(err, tt.want) || errors.Is(err, template.ErrLimit) {
				t.Errorf("%v is no %v", err, tt.want)
			}
		})
	}
}
