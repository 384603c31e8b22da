// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package template_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"connectors.alauda.io/pkg/template"
)

func TestParseErrors(t *testing.T) {
	tests := []struct {
		name         string
		text         string
		line, column int
		want         string
	}{
		{"unknown function", "a\n{{ nope . }}", 2, 4, `"nope" does not exist`},
		{"forbidden function", `{{ env "HOME" }}`, 1, 4, `"env" does not exist or is not allowed`},
		{"call", `{{ call .F }}`, 1, 4, `"call"`},
		{"internal function", `{{ _print 1 }}`, 1, 4, `"_print"`},
		{"unclosed action", "a\nb {{ .x ", 2, 3, "unclosed action"},
		{"unclosed block", "{{ if .x }}", 1, 1, "unexpected EOF"},
		{"second action of a line", "{{ .a }}{{ .b }}{{ | }}{{ .c }}", 1, 17, "unexpected"},
		{"bad token", "{{ .a }}\n  {{ .b ~ }}", 2, 3, "~"},
		{"undefined variable", "{{ $x }}", 1, 1, `undefined variable "$x"`},
		{"undefined template", "\n\n{{ template \"t\" . }}", 3, 13, `template "t" is not defined`},
		{"too few arguments", `{{ b64enc }}`, 1, 4, "b64enc needs 1 arguments, this has 0"},
		{"too many arguments", `{{ "x" | trim "y" }}`, 1, 10, "trim needs 1 arguments, this has 2"},
		{"at least", `{{ eq . }}`, 1, 4, "eq needs at least 2 arguments, this has 1"},
		{"argument position", `{{ print (upper) }}`, 1, 11, "upper needs 1"},
		{"constant regex", `{{ regexMatch "(" .x }}`, 1, 15, "not a regular expression"},
		{"constant format", `{{ printf "%s %s" .x }}`, 1, 11, "more verbs"},
		{"unused argument", `{{ .y | printf "%s" .x }}`, 1, 16, "fewer verbs"},
		{"width from argument", `{{ printf "%*d" 3 4 }}`, 1, 11, "width"},
		{"pointer verb", `{{ printf "%p" . }}`, 1, 11, "unknown verb"},
		{"complex", `{{ print 1i }}`, 1, 10, "complex"},
		{"in definition", "{{ define \"d\" }}\n{{ nope }}{{ end }}", 2, 4, "nope"},
		{"break outside", "{{ break }}", 1, 1, "outside"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := template.Parse("field", tt.text, template.Limits{})
			checkError(t, err, tt.line, tt.column, tt.want)
			if err != nil && !strings.HasPrefix(err.Error(), "field: line ") {
				t.Errorf("error does not begin with name and position: %v", err)
			}
		})
	}
}

func checkError(t *testing.T, err error, line, column int, want string) {
	t.Helper()
	var e *template.Error
	if !errors.As(err, &e) {
		t.Fatalf("got %v, want a *template.Error", err)
	}
	if e.Line != line || e.Column != column || !strings.Contains(e.Msg, want) {
		t.Errorf("got line %d, column %d, %q; want line %d, column %d, %q", e.Line, e.Column, e.Msg, line, column, want)
	}
}

func TestExecuteErrors(t *testing.T) {
	tests := []struct {
		name         string
		text         string
		line, column int
		want         string
	}{
		{"missing key printed", "a\n  {{ .Secret.StringData.token }}", 2, 6, "does not exist"},
		{"missing key in format", `{{ printf "%s" .Secret.StringData.token }}`, 1, 4, "argument 2 does not exist"},
		{"missing key encoded", `{{ .Secret.StringData.token | b64enc }}`, 1, 31, "argument 1 does not exist, it must be a string"},
		{"field of nil", `x{{ .Nil.StringData.token }}`, 1, 9, `"StringData" is asked of a value that does not exist`},
		{"field of text", `{{ .Connector.Name.First }}`, 1, 14, `"First" is asked of a value that is not a map`},
		{"range over text", `{{ range .Connector.Name }}{{ end }}`, 1, 10, "this is a string"},
		{"constant message", "\n{{ fail \"no repository\" }}", 2, 4, "no repository"},
		{"made message", `{{ fail (print "no " "repository") }}`, 1, 4, "not shown"},
		{"wrong kind", `{{ trimSuffix 1 "x" }}`, 1, 4, "argument 1 is a number, it must be a string"},
		{"incomparable", `{{ eq "1" 1 }}`, 1, 4, "a string cannot be compared with a number"},
		{"map compared", `{{ eq .Connector.Labels "x" }}`, 1, 4, "a map cannot be compared with a string"},
		{"index beyond", `{{ index (list 1) 1 }}`, 1, 4, "beyond the end"},
		{"divide by zero", `{{ div 1 0 }}`, 1, 4, "div: not possible"},
		{"verb for another kind", `{{ printf "%d" "x" }}`, 1, 4, "which %d is not for"},
		{"method", `{{ .Connector.GetName }}`, 1, 4, "does not exist"},
		{"method with argument", `{{ .Connector.SetName "x" }}`, 1, 14, "cannot be evaluated"},
		{"inside definition", "{{ define \"d\" }}\n {{ .x.y }}{{ end }}\n{{ template \"d\" (dict \"x\" 1) }}", 2, 7, `"y"`},
		{"long map in if", `{{ if lt .Connector.Labels 1 }}{{ end }}`, 1, 7, "cannot be compared"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			data := newData()
			data["Nil"] = nil
			out, err := parse(t, tt.text, template.Limits{}).Execute(t.Context(), data)
			checkError(t, err, tt.line, tt.column, tt.want)
			if out != "" {
				t.Errorf("got output %q beside the error", out)
			}
		})
	}
}

// TestErrorsHideData runs templates that fail in every place that is known to
// quote a value in its error.
func TestErrorsHideData(t *testing.T) {
	const canary = "CANARY-7f3a"
	data := map[string]any{
		"S":    canary,
		"List": []any{canary},
		"Map":  map[string]any{"k": canary, canary: canary},
		"N":    7411741174,
	}
	for _, text := range []string{
		`{{ fail .S }}`, `{{ fail (printf "x %s" .S) }}`, `{{ range .S }}{{ end }}`, `{{ range $i, $v := .N }}{{ end }}`,
		`{{ .S.x }}`, `{{ .S.x.y }}`, `{{ .List.x }}`, `{{ index .Map .List }}`, `{{ index .List .S }}`, `{{ index .S .N }}`,
		`{{ index .S .S }}`, `{{ eq .Map .S }}`, `{{ eq .List .List }}`, `{{ lt .S 1 }}`, `{{ lt .Map .Map }}`, `{{ .S | atoi | div 1 }}`,
		`{{ urlParse (print "http://%zz" .S) }}`, `{{ urlJoin (dict "host" .List) }}`, `{{ urlJoin (dict "userinfo" (print "%" .S)) }}`,
		`{{ regexFind (print "(" .S) "x" }}`, `{{ regexMatch (print "(" .S) "x" }}`, `{{ mustRegexMatch (print "[" .S) "x" }}`,
		`{{ mustFromJson .S }}`, `{{ semver .S }}`, `{{ semverCompare .S "1" }}`, `{{ semverCompare "1" .S }}`,
		`{{ dig .S "x" .Map }}`, `{{ dig "k" "x" "y" .Map }}`, `{{ dig .S }}`, `{{ concat .S }}`, `{{ concat .Map }}`, `{{ append .S 1 }}`,
		`{{ first .S }}`, `{{ rest .S }}`, `{{ has 1 .S }}`, `{{ without .S 1 }}`, `{{ substr 9 3 .S }}`, `{{ substr 90 93 .S }}`, `{{ trunc .S .S }}`,
		`{{ printf .S 1 }}`, `{{ printf (print "%" .S) 1 }}`, `{{ printf "%d" .S }}`, `{{ printf "%z" .S }}`, `{{ printf .S }}`, `{{ repeat -1 .S }}`,
		`{{ repeat .N .S }}`, `{{ until .N }}`, `{{ slice .S 5 2 }}`, `{{ slice .List .S }}`, `{{ slice .Map 1 }}`, `{{ len .N }}`, `{{ .S 1 }}`, `{{ .Map.k 1 }}`,
		`{{ chunk 0 .List }}`, `{{ $x := .Map }}{{ $x.k.z }}`, `{{ template "t" .S }}{{ define "t" }}{{ .a.b }}{{ end }}`, `{{ with .S }}{{ .x }}{{ end }}`,
		`{{ set .Map .S .Map }}`, `{{ merge .S .Map }}`, `{{ ternary 1 2 .S }}`, `{{ .S | print | fail }}`, `{{ round .S .S }}`, `{{ join .List .S }}`, `{{ (index .List 0).x }}`,
		`{{ pick .Map 1 }}`, `{{ mustToJson (divf .N 0) }}`, `{{ wrap .S .S }}`, `{{ if .S }}{{ .S.a.b }}{{ end }}`, `{{ toDate .S .S }}`,
	} {
		parsed, err := template.Parse("canary test", text, template.Limits{})
		if err == nil {
			_, err = parsed.Execute(t.Context(), data)
		}
		for e := err; e != nil; e = errors.Unwrap(e) {
			if strings.Contains(e.Error(), "CANARY") || strings.Contains(e.Error(), "7411741174") {
				t.Errorf("%s: the error holds data: %v", text, e)
			}
		}
	}
}

func TestContextEndsExecution(t *testing.T) {
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := parse(t, "{{ .a }}", template.Limits{}).Execute(cancelled, map[string]any{"a": 1})
	if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "cancelled") {
		t.Errorf("got %v, want context.Canceled", err)
	}
}
