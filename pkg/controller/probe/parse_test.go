// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package probe

import (
	"context"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/proxy/upstream"
)

func TestParseNamesTheField(t *testing.T) {
	tests := []struct{ name, probe, want string }{
		{"neither", `{}`, "one of http and api"},
		{"both", `{http: {path: /}, api: {path: /}}`, "one of http and api"},
		{"method", `http: {path: /, method: DELETE}`, "method: must be GET or POST"},
		{"scheme", `http: {path: /, scheme: ftp}`, "scheme: must be http or https"},
		{"host with a path", `http: {path: /, host: a/b}`, "host: must be a host"},
		{"host with user information", `http: {path: /, host: "u@a"}`, "host: must be a host"},
		{"path", `http: {path: "/{{ nope }}"}`, "path: line 1, column 5"},
		{"header value", `http: {path: /, httpHeaders: [{name: A, value: a}, {name: B, value: "{{ if }}"}]}`, "httpHeaders[1].value: line 1"},
		{"header name", `http: {path: /, httpHeaders: [{name: "A B", value: a}]}`, "httpHeaders[0].name: must be the name"},
		{"Host", `http: {path: /, httpHeaders: [{name: host, value: a}]}`, "belongs to the connection"},
		{"framing", `http: {path: /, httpHeaders: [{name: transfer_encoding, value: chunked}]}`, "belongs to the connection"},
		{"cel", `http: {path: /, response: {cel: "response.status == 1"}}`, "response.cel: line 1, column"},
		{"cel that gives no bool", `http: {path: /, response: {cel: "1 + 1"}}`, "must give a bool"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var spec v1alpha1.Probe
			if err := yaml.UnmarshalStrict([]byte(tt.probe), &spec); err != nil {
				t.Fatal(err)
			}
			if _, err := Parse(&spec); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v, want an error with %q", err, tt.want)
			}
		})
	}
	if _, err := Parse(nil); err == nil {
		t.Error("no probe was parsed")
	}
}

func TestPlansThatCannotBeSent(t *testing.T) {
	const loop = `{{ define "l" }}{{ template "l" . }}{{ end }}{{ template "l" . }}`
	tests := []struct{ name, probe, want string }{
		{"path fails", `http: {path: "/{{ .Connector.Spec.Auth.Params.x }}"}`, "cannot be sent: path: line 1, column"},
		{"path needs the Secret", `http: {path: "/{{ .Secret.StringData.token }}"}`, "path: line 1, column 5: prints a value that does not exist"},
		{"header fails", `http: {path: /, httpHeaders: [{name: A, value: "{{ .Connector.Nope.x }}"}]}`, "httpHeaders[0].value: line 1, column"},
		{"header fails for .SecretRef", `http: {path: /, httpHeaders: [{name: A, value: "{{ .Connector.Spec.SecretRef.Name }}"}]}`, "httpHeaders[0].value"},
		{"header with a line break", `http: {path: /, httpHeaders: [{name: A, value: "a\r\nB: b"}]}`, "httpHeaders[0].value: the value has a line break"},
		{"template calls itself", `http: {path: '` + loop + `'}`, "path: line"},
		{"header calls itself", `http: {path: /, httpHeaders: [{name: A, value: '{{ with .Secret }}{{ end }}` + loop + `'}]}`, "httpHeaders[0].value: line"},
		{"template loops", `http: {path: '{{ range until 9999 }}{{ range until 9999 }}{{ range until 9999 }}{{ end }}{{ end }}{{ end }}'}`, "path: line 1, column"},
		{"template prints 100 MiB", `http: {path: '{{ range until 1000 }}{{ repeat 104857 "x" }}{{ end }}'}`, "writes more than"},
		{"line break in the path", `http: {path: "/a\nb"}`, "path: it holds a line break"},
		{"fragment", `http: {path: "/a#b"}`, "path: it holds a number sign"},
		{"URL", `http: {path: "http://evil.example/"}`, "path: it begins like a URL"},
		{"host", `http: {path: "//evil.example/"}`, "path: it begins with two slashes"},
		{"dots", `http: {path: "/a/../b"}`, `path: the path holds a "." or ".." segment`},
		{"invalid escape", `http: {path: "/%zz"}`, "path: the path holds a percent sign"},
		{"class API without an address", `api: {path: /}`, "the class API has no address yet"},
	}
	runner := newRunner(t, nil)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			expect(t, run(t, runner, tt.probe, newInput(t, "http://127.0.0.1:1")), Failed, tt.want, "")
		})
	}
	t.Run("no address", func(t *testing.T) {
		expect(t, run(t, runner, `http: {path: /}`, newInput(t, "mysql://db")), Failed, "spec.address is no http or https URL", "")
		expect(t, run(t, runner, `http: {path: /}`, Input{}), Failed, "spec.address is no http or https URL", "")
	})
	t.Run("Secret lacks the key", func(t *testing.T) {
		got := run(t, runner, `http: {path: /, httpHeaders: [{name: A, value: "{{ .Secret.StringData.token }}"}]}`,
			newInput(t, "http://127.0.0.1:1", "password", canary))
		expect(t, got, Failed, "httpHeaders[0].value: line 1, column", "")
	})
	t.Run("line break within the credential", func(t *testing.T) {
		got := run(t, runner, `http: {path: /, httpHeaders: [{name: A, value: "{{ .Secret.StringData.token }}"}]}`,
			newInput(t, "http://127.0.0.1:1", "token", canary+"\nX: "+canary))
		expect(t, got, Failed, "httpHeaders[0].value: the value has a line break", "")
	})
}

// All templates of a probe share one deadline: each of these takes milliseconds, and together they would not fail without it.
func TestPlanEnds(t *testing.T) {
	headers := strings.Repeat(`{name: A, value: '{{ range 40000 }}{{ end }}'},`, 2000)
	plan := parse(t, `http: {path: /, httpHeaders: [`+headers+`]}`).Plan(t.Context(), newInput(t, "http://127.0.0.1:1"))
	got := newRunner(t, nil).Run(t.Context(), plan)
	expect(t, got, Failed, "].value: line 1, column", "")
	expect(t, got, Failed, "takes longer than", "")
}

func TestPlanOfAnEndedContextSaysNothingOfTheTool(t *testing.T) {
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	plan := parse(t, `http: {path: /}`).Plan(ended, newInput(t, "http://127.0.0.1:1"))
	expect(t, newRunner(t, nil).Run(t.Context(), plan), Cancelled, wasCancelled, "")
}

func TestNewRunnerNeedsTransports(t *testing.T) {
	transports := newTransports(t, rules())
	for _, options := range []Options{{}, {Tools: transports}, {API: (*upstream.Transports)(nil), Tools: transports}} {
		if _, err := NewRunner(options); err == nil {
			t.Errorf("a runner with %+v", options)
		}
	}
}
