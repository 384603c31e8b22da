// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package render_test

import (
	"errors"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/csi/render"
)

// expectFit holds what is promised of every answer: files with names that stay in their folder, within bounds, or an error
// that fits an Event and does not show the token.
func expectFit(t *testing.T, files render.Files, err error) {
	t.Helper()
	if err != nil {
		var known *render.Error
		if files != nil || !errors.As(err, &known) {
			t.Fatalf("%v, %T", files, err)
		}
		text := err.Error()
		if len(text) > 500 || !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl) || strings.Contains(text, canary) {
			t.Fatalf("unfit for an Event: %q", text)
		}
		return
	}
	size := 0
	for name, content := range files {
		if name == "" || len(name) > 255 || name == "." || strings.HasPrefix(name, "..") || strings.ContainsAny(name, "/\x00\n") {
			t.Fatalf("a file named %q", name)
		}
		if len(content.Reveal()) > mebibyte {
			t.Fatalf("%q has %d bytes", name, len(content.Reveal()))
		}
		size += len(content.Reveal())
	}
	if size > 4*mebibyte || len(files) > 1000 {
		t.Fatalf("%d files of %d bytes", len(files), size)
	}
}

func FuzzFileNames(f *testing.F) {
	for _, name := range []string{
		"f", ".gitconfig", "a/b", "/a", "..", ".", "..data", "..token", "...", ".. ", "", "a\x00b", "a\nb", "context.token", "ca.crt", "é",
		strings.Repeat("a", 253), strings.Repeat("a", 254), strings.Repeat("a", 256), "a\\b", "\xff",
	} {
		f.Add(name, "other", 2)
	}
	f.Add("f", "f", 1000)
	f.Add("f", "g", 1<<20)
	f.Fuzz(func(t *testing.T, first, second string, count int) {
		files := numbered(max(0, min(count, 1100)), "x")
		files[first] = "{{ .context.token }}"
		class := render.Compile([]v1alpha1.Configuration{
			configuration("c", files), configuration("d", map[string]string{second: "d"}), configuration(first, map[string]string{"f": "x"}),
		})
		rendered, err := class.Render(t.Context(), newInput("c", "d"))
		expectFit(t, rendered, err)
		if err == nil && rendered[second].Reveal() != "d" {
			t.Fatalf("the later did not overwrite %q", second)
		}
		rendered, err = class.Render(t.Context(), newInput(first))
		expectFit(t, rendered, err)
	})
}

func FuzzTemplates(f *testing.F) {
	for _, class := range shippedClasses(f) {
		for i := range class.Spec.Configurations {
			for _, text := range class.Spec.Configurations[i].Data {
				f.Add(text)
			}
		}
	}
	for _, text := range []string{
		`{{ .context.token | fail }}`, `{{ index .context .context.token }}`, `{{ range 1000000 }}{{ end }}`, `{{ .configurations.p }}`,
		`{{ toJson . }}`, `{{ regexMatch .context.token "x" }}`, "{{", "{{ template \"x\" }}", "\x00\xff", `{{ dict "a" . | toPrettyJson }}`,
		`{{ define "a" }}{{ template "a" . }}{{ end }}{{ template "a" . }}`, `{{ printf "%d" .context.token }}`,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		files, err := one(text, v1alpha1.ParamSpec{Name: "p", Default: new(v1alpha1.NewStringValue(canary))}).
			Render(t.Context(), newInput("c"))
		if err != nil && strings.Contains(text, canary) {
			return // an error may repeat the template
		}
		expectFit(t, files, err)
	})
}

func FuzzParams(f *testing.F) {
	f.Add("c", "p", "v", "p", "d", "", "string")
	f.Add("d", "p", "v", "p", "d", "v", "")
	f.Add("c", "q", "\x00", "p", "", "v", "array")
	f.Add("c", "", "", "", "", "", "object")
	f.Fuzz(func(t *testing.T, in, name, value, declared, fallback, enum, kind string) {
		spec := v1alpha1.ParamSpec{Name: declared, Type: v1alpha1.ParamType(kind), Default: new(v1alpha1.NewStringValue(fallback))}
		if enum != "" {
			spec.Enum = []string{enum}
		}
		input := newInput("c")
		input.Params = map[string]map[string]string{in: {name: value}}
		class := one(`{{ range .configurations }}{{ . }}{{ end }}`, spec)
		files, err := class.Render(t.Context(), input)
		expectFit(t, files, err)
		if err == nil && (in != "c" || name != declared || enum != "" && value != enum || files["f"].Reveal() != value) {
			t.Fatalf("%q.%q=%q became %q", in, name, value, files["f"].Reveal())
		}
	})
}
