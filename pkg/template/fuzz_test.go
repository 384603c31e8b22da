// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package template_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"connectors.alauda.io/pkg/template"
)

// FuzzTemplate checks for any text that nothing panics, that limits hold, and
// that errors hold nothing of the data.
func FuzzTemplate(f *testing.F) {
	for _, seed := range []string{
		`Basic {{ printf "%s:%s" .Secret.StringData.username .Secret.StringData.password | b64enc }}`,
		`{{ range $i, $p := .List }}{{ if eq $p "a" }}{{ continue }}{{ end }}{{ $i }}{{ end }}`,
		`{{ define "a" }}{{ with . }}{{ template "a" .x }}{{ end }}{{ end }}{{ template "a" . }}`,
		`{{ $d := dict "a" 1 }}{{ $_ := set $d "b" (list $d) }}{{ toJson $d }}`,
		`{{ fail .Canary }}`, `{{ .Canary.x }}`, `{{ index .List .Canary }}`, `{{ regexReplaceAll "(.)" .Canary "${1}$1" }}`,
		`{{ printf "%[2]*[1]d" 1 2 }}`, `{{ (urlParse .Canary).host }}`, `{{ repeat 5 "x" | nindent 3 | quote }}`,
		`{{ break }}`, `{{- /* */ -}}`, "{{ `raw\n` }}", `{{ 'x' }}`, `{{ 0x1p-2 }}`, `{{ block "b" . }}{{ end }}`,
		`{{ merge .Map .Map }}`, `{{ untilStep 5 1 -2 }}`, `{{ slice "abc" 1 2 }}`, `{{ dig "a" "b" 0 .Map }}`, `{{ semver "1.2.3" }}`,
	} {
		f.Add(seed)
	}
	const canary = "CANARY7f3a"
	limits := template.Limits{Output: 4096, Steps: 20_000, Value: 16_384, Time: 500 * time.Millisecond}
	f.Fuzz(func(t *testing.T, text string) {
		parsed, err := template.Parse("", text, limits)
		if err == nil {
			var out string
			out, err = parsed.Execute(t.Context(), map[string]any{
				"Canary": canary,
				"List":   []any{"a", canary, 3, nil},
				"Map":    map[string]any{"a": map[string]any{"b": 1}, "c": canary},
				"Secret": newSecret(),
			})
			if len(out) > limits.Output {
				t.Errorf("wrote %d bytes", len(out))
			}
		}
		var e *template.Error
		if err != nil && !errors.As(err, &e) {
			t.Errorf("got %T, want a *template.Error", err)
		}
		if err != nil && !strings.Contains(text, canary) && strings.Contains(err.Error(), canary) {
			t.Errorf("the error holds data: %v", err)
		}
	})
}
