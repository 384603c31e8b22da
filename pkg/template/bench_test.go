// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package template_test

import (
	"strings"
	"testing"

	"connectors.alauda.io/pkg/template"
)

const header = `Basic {{ printf "%s:%s" .Secret.StringData.username .Secret.StringData.password | b64enc }}`

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := template.Parse("", header, template.Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkExecute(b *testing.B) {
	for _, bb := range []struct {
		name string
		text string
		data any
	}{
		{"header", header, newData()},
		{"header of a view", header, template.View(newData())},
		{"path", `{{ range .Connector.Spec.Auth.Params }}{{ if eq .Name "repository" }}/{{ .Value.StringVal | trimSuffix ".git" }}{{ end }}{{ end }}`, newData()},
		{"64 KiB of text", strings.Repeat("0123456789abcdef", 4096) + `{{ .Connector.Name }}`, newData()},
	} {
		b.Run(bb.name, func(b *testing.B) {
			parsed := parse(b, bb.text, template.Limits{})
			b.ReportAllocs()
			for b.Loop() {
				if _, err := parsed.Execute(b.Context(), bb.data); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
