// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package template_test

import (
	"strings"
	"sync"
	"testing"

	"connectors.alauda.io/pkg/template"
)

func TestExecute(t *testing.T) {
	wire := map[string]any{
		"connector": map[string]any{
			"metadata": map[string]any{"name": "gitlab", "namespace": "team-a"},
			"spec":     map[string]any{"address": "https://git.example.com", "params": []any{}},
			"status":   map[string]any{"proxyAddress": "http://c-gitlab.team-a.svc.cluster.local"},
		},
		"context": map[string]any{"token": "jwt", "proxy": map[string]any{"caCert": "LINE1\nLINE2\n"}},
	}
	tests := []struct {
		name string
		text string
		data any
		want string
	}{
		{"text only", "plain {text}", nil, "plain {text}"},
		{"empty", "", nil, ""},
		{"basic header", `Basic {{ printf "%s:%s" .Secret.StringData.username .Secret.StringData.password | b64enc }}`, nil, "Basic cm9ib3Q6czNjcjN0"},
		{"bytes read as text", `Bearer {{ .Secret.Data.token }}`, nil, "Bearer t0ken"},
		{"optional secret", `{{- if .Secret }}yes{{ else }}no{{ end -}}`, map[string]any{"Secret": nil}, "no"},
		{"secret left out", `{{- if .Secret }}yes{{ else }}no{{ end -}}`, map[string]any{}, "no"},
		{"typed nil secret", `{{ if .Secret }}yes{{ else }}no{{ end }}`, map[string]any{"Secret": (*connector)(nil)}, "no"},
		{"lazy and", `{{ if and .Secret .Secret.StringData.password }}yes{{ else }}no{{ end }}`, map[string]any{"Secret": nil}, "no"},
		{"lazy or", `{{ if or .On .Secret.StringData.password }}yes{{ end }}`, map[string]any{"Secret": nil, "On": true}, "yes"},
		{"missing key is false", `{{ if .Secret.StringData.token }}yes{{ else }}no{{ end }}`, nil, "no"},
		{"missing key with default", `{{ .Secret.StringData.token | default "none" }}`, nil, "none"},
		{"key with a dot", `{{ index .Secret.StringData "dotted.key" }}`, nil, "found"},
		{"param by range", `{{ range .Connector.Spec.Auth.Params }}{{ if eq .Name "repository" }}/{{ .Value.StringVal | trimSuffix ".git" }}{{ end }}{{ end }}`, nil, "/team/project"},
		{"param into variable", `{{ $r := "" }}{{ range $p := .Connector.Spec.Auth.Params }}{{ if eq $p.Name "branch" }}{{ $r = $p.Value.StringVal }}{{ break }}{{ end }}{{ end }}[{{ $r }}]`, nil, "[main]"},
		{"index into params", `{{ (index .Connector.Spec.Auth.Params 0).Value.StringVal }}`, nil, "team/project.git"},
		{"no params", `{{ range .Connector.Spec.Params }}x{{ else }}none{{ end }}`, nil, "none"},
		{"metadata both ways", `{{ .Connector.Name }}/{{ .Connector.ObjectMeta.Namespace }}`, nil, "gitlab/team-a"},
		{"labels", `{{ .Connector.Labels.tier | upper }}`, nil, "GOLD"},
		{"time", `{{ .Connector.CreationTimestamp }}`, nil, "2026-01-02T03:04:05Z"},
		{"url parts", `{{ (urlParse .Connector.Spec.Address).host }}`, nil, "git.example.com:8443"},
		{"url escaped", `{{ urlquery "a b&c" }}`, nil, "a+b%26c"},
		{"ternary", `{{ hasPrefix "https" .Connector.Spec.Address | ternary "tls" "plain" }}`, nil, "tls"},
		{"dict and json", `{{ dict "user" .Secret.StringData.username "n" 1 | toJson }}`, nil, `{"n":1,"user":"robot"}`},
		{"set", `{{ $d := dict }}{{ $_ := set $d "a" "b" }}{{ $d.a }}`, nil, "b"},
		{"merge keeps", `{{ $d := merge (dict "a" 1) (dict "a" 2 "b" 3) }}{{ $d.a }}{{ $d.b }}`, nil, "13"},
		{"mergeOverwrite replaces", `{{ $d := mergeOverwrite (dict "a" (dict "x" 1)) (dict "a" (dict "x" 2 "y" 3)) }}{{ $d.a.x }}{{ $d.a.y }}`, nil, "23"},
		{"keys in order", `{{ keys (dict "c" 1 "a" 2 "b" 3) | join "," }} {{ values (dict "c" 1 "a" 2) | join "," }}`, nil, "a,b,c 2,1"},
		{"split and last", `{{ splitList "/" "a/b/c" | last }}{{ (split "/" "x/y")._1 }}`, nil, "cy"},
		{"slice of text and list", `{{ slice "abcdef" 1 3 }}{{ slice (list 1 2 3) 1 | join "" }}`, nil, "bc23"},
		{"range over a number", `{{ range $i := until 3 }}{{ $i }}{{ end }}{{ range 2 }}x{{ end }}`, nil, "012xx"},
		{"range over a map in order", `{{ range $k, $v := dict "b" 2 "a" 1 }}{{ $k }}{{ $v }}{{ end }}`, nil, "a1b2"},
		{"continue", `{{ range list 1 2 3 }}{{ if eq . 2 }}{{ continue }}{{ end }}{{ . }}{{ end }}`, nil, "13"},
		{"define and template", `{{ define "h" }}<{{ . }}>{{ end }}{{ template "h" .Connector.Name }}`, nil, "<gitlab>"},
		{"block", `{{ block "b" .Connector }}{{ .Namespace }}{{ end }}`, nil, "team-a"},
		{"with", `{{ with .Connector.Spec.Auth }}{{ .Name }}{{ end }}{{ with .Connector.Spec.Nope }}x{{ else }}-{{ end }}`, nil, "basicAuth-"},
		{"comparisons", `{{ and (lt 1 2) (ge 2 2) (ne "a" "b") (eq "a" "b" "a") (gt 2.5 2) }}`, nil, "true"},
		{"nothing equals no text", `{{ eq .Nope "x" }}{{ ne .Nope "" }}`, nil, "falsetrue"},
		{"not and len", `{{ not .Nope }}{{ len .Nope }}{{ len "abc" }}{{ len .Connector.Spec.Auth.Params }}`, nil, "true032"},
		{"regex", `{{ regexReplaceAll "^https?://([^/]+).*$" .Connector.Spec.Address "${1}" }}`, nil, "git.example.com:8443"},
		{"semver", `{{ semverCompare ">=1.2" "1.3.0" }}{{ (semver "1.2.3").Minor }}`, nil, "true2"},
		{"indexed format", `{{ printf "%[1]s-%[1]s %5.2f %v" "a" 1.5 (list 1 2) }}`, nil, "a-a  1.50 [1 2]"},
		{"indent", `{{ "a\nb" | indent 2 }}|{{ nindent 1 "c" }}`, nil, "  a\n  b|\n c"},
		{"quoting", `{{ quote "a\"b" }} {{ squote "c" }} {{ html "<" }} {{ js "'" }}`, nil, `"a\"b" 'c' &lt; \'`},
		{"numbers", `{{ add 1 2 }} {{ mulf 1.5 2 }} {{ round 1.236 2 }} {{ int "7" }} {{ max 1 9 4 }}`, nil, "3 3 1.24 7 9"},
		{"digest", `{{ sha256sum "" | trunc 8 }}`, nil, "e3b0c442"},
		{"trim markers", "a  {{- \" b \" -}}  c", nil, "a b c"},
		{"comment", "a{{/* not {{ seen }} */}}b", nil, "ab"},
		{"wire names", "server: {{ .connector.status.proxyAddress }}\nca: |{{ .context.proxy.caCert | trim | nindent 2 }}\ntoken: {{ .context.token | b64enc }}", wire,
			"server: http://c-gitlab.team-a.svc.cluster.local\nca: |\n  LINE1\n  LINE2\ntoken: and0"},
		{"dig", `{{ dig "connector" "spec" "address" "?" . }} {{ dig "connector" "nope" "x" "?" . }}`, wire, "https://git.example.com ?"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			data := tt.data
			if data == nil {
				data = newData()
			}
			got, err := parse(t, tt.text, template.Limits{}).Execute(t.Context(), data)
			if err != nil {
				t.Fatalf("Execute: %v", err)
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestNilStructIsEmpty(t *testing.T) {
	c := newConnector()
	c.Spec.Auth = nil
	text := `{{ if .Connector.Spec.Auth }}yes{{ end }}{{ range .Connector.Spec.Auth.Params }}x{{ end }}` +
		`{{ if .Connector.Spec.Auth.SecretRef.Name }}yes{{ end }}{{ eq .Connector.Spec.Auth.Name "a" }}{{ len .Connector.Spec.Auth.Params }}`
	got, err := parse(t, text, template.Limits{}).Execute(t.Context(), map[string]any{"Connector": c})
	if err != nil || got != "false0" {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestExecutionsAreIndependent(t *testing.T) {
	text := `{{ $_ := set .Map "seen" true }}{{ $_ := set .Map.inner "seen" true }}{{ len .Map }}{{ len .Map.inner }}`
	parsed := parse(t, text, template.Limits{})
	data := map[string]any{"Map": map[string]any{"inner": map[string]any{}}}
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 50 {
				if got, err := parsed.Execute(t.Context(), data); err != nil || got != "21" {
					t.Errorf("got %q, %v", got, err)
				}
			}
		})
	}
	group.Wait()
	if inner := data["Map"].(map[string]any); len(inner) != 1 {
		t.Errorf("the data of the caller was changed: %v", inner)
	}
}

func TestLimitsAreHonoured(t *testing.T) {
	tests := []struct {
		name   string
		text   string
		limits template.Limits
		ok     bool
	}{
		{"output at the limit", "12345{{ `67890` }}", template.Limits{Output: 10}, true},
		{"output over the limit", "12345{{ `678901` }}", template.Limits{Output: 10}, false},
		{"text over the limit", strings.Repeat("x", 11), template.Limits{Output: 10}, false},
		{"value at the limit", `{{ $x := upper "1234567890" }}`, template.Limits{Value: 42}, true},
		{"value over the limit", `{{ $x := upper "12345678901" }}`, template.Limits{Value: 42}, false},
		{"few steps", `{{ range 10 }}{{ end }}`, template.Limits{Steps: 20}, true},
		{"many steps", `{{ range 100 }}{{ end }}`, template.Limits{Steps: 20}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := parse(t, tt.text, tt.limits).Execute(t.Context(), nil)
			if ok := err == nil; ok != tt.ok {
				t.Errorf("got error %v, want ok %v", err, tt.ok)
			}
		})
	}
}
