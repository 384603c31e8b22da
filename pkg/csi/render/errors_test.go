// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package render_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"connectors.alauda.io/pkg/csi/render"
)

// TestErrorsOfTemplates name the place and no value: the token is what all of these would like to print.
func TestErrorsOfTemplates(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       render.Error
	}{
		{"no such field", "a\n  {{ .connector.spec.proxyAddress }}", render.Error{Line: 2, Column: 6, Msg: "prints a value that does not exist: use default, or ask for it with if"}},
		{"no such param", "{{ .configurations.p }}", render.Error{Line: 1, Column: 4, Msg: "prints a value that does not exist: use default, or ask for it with if"}},
		{"field of a text", "{{ .context.token.x }}", render.Error{Line: 1, Column: 12, Msg: `"x" is asked of a value that is not a map`}},
		{"not a number", "\n\n{{ repeat .context.token .context.token }}", render.Error{Line: 3, Column: 4}},
		{"fail with a value", "{{ fail .context.token }}", render.Error{Line: 1, Column: 4}},
		{"fail with several lines", "{{ fail \"a\\nb\" }}", render.Error{Line: 1, Column: 4}},
		{"not JSON", "{{ mustFromJson .context.token }}", render.Error{Line: 1, Column: 4}},
		{"not a URL", "{{ urlParse (print \"://\" .context.token) }}", render.Error{Line: 1, Column: 4}},
		{"not a list", "{{ range .context.token }}{{ end }}", render.Error{Line: 1, Column: 10}},
		{"index out of range", "{{ index (list 1) 5 }}{{ .context.token }}", render.Error{Line: 1, Column: 4}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			files, err := one(tt.text).Render(t.Context(), newInput("c"))
			expectError(t, files, err, `configuration "c", file "f", line `)
			var got *render.Error
			if !errors.As(err, &got) {
				t.Fatalf("%T is no *render.Error", err)
			}
			tt.want.Configuration, tt.want.File = "c", "f"
			if tt.want.Msg == "" {
				tt.want.Msg = got.Msg
			}
			if diff := cmp.Diff(tt.want, *got, cmpopts.IgnoreUnexported(render.Error{})); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if errors.Is(err, render.ErrNotOffered) {
				t.Errorf("%v blames the Pod", err)
			}
		})
	}
}

func TestErrorText(t *testing.T) {
	for _, tt := range []struct {
		name string
		err  render.Error
		want string
	}{
		{"nothing", render.Error{}, ""},
		{"volume", render.Error{Msg: "m"}, "m"},
		{"configuration", render.Error{Configuration: "c", Msg: "m"}, `configuration "c": m`},
		{"built-in file", render.Error{File: "f", Msg: "m"}, `file "f": m`},
		{"line", render.Error{Configuration: "c", File: "f", Line: 2, Column: 3, Msg: "m"}, `configuration "c", file "f", line 2, column 3: m`},
		{"quotes and lines", render.Error{File: "a\"\n", Msg: "m\r\nn"}, `file "a\"\n": m  n`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.err.Error(); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
