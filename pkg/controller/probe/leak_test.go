// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package probe

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net"
	"strings"
	"testing"

	"github.com/davecgh/go-spew/spew"
	"k8s.io/klog/v2/ktesting"
	"sigs.k8s.io/yaml"
)

// A tool that repeats the credential wherever an answer has room for it. The certificate of every tool in these tests
// names it as well.
func TestNoMessageHoldsTheCredential(t *testing.T) {
	const answer = "HTTP/1.1 %s\r\nX-Echo: %[2]s\r\nWWW-Authenticate: Basic realm=\"%[2]s\"\r\n%[3]sContent-Length: %[4]d\r\n\r\n%[2]s"
	location := func(url string) string { return "Location: " + url + "\r\n" }
	forms := map[string]string{
		"plain": canary, "lower": strings.ToLower(canary), "base64": base64.StdEncoding.EncodeToString([]byte(canary)),
		"pair": base64.StdEncoding.EncodeToString([]byte("robot:" + canary)), "header": "Bearer " + canary,
	}
	answers := map[string]func(form string) []any{
		"status text": func(form string) []any { return []any{"401 " + form, form, "", len(form)} },
		"no status":   func(form string) []any { return []any{form, form, "", len(form)} },
		"body":        func(form string) []any { return []any{"200 OK", form, "", len(form)} },
		"half a body": func(form string) []any { return []any{"200 OK", form, "", len(form) + 1} },
		"Location": func(form string) []any {
			return []any{"302 Found", form, location("http://127.0.0.3:1/" + form + "?t=" + form), len(form)}
		},
		"Location at home": func(form string) []any { return []any{"302 Found", form, location("/" + form), len(form)} },
		"Location of another scheme": func(form string) []any {
			return []any{"302 Found", form, location(form + "://" + form), len(form)}
		},
		"Location with user information": func(form string) []any {
			return []any{"302 Found", form, location("http://" + form + "@127.0.0.3:1/"), len(form)}
		},
		"Location that is no URL": func(form string) []any {
			return []any{"302 Found", form, location("http://[" + form), len(form)}
		},
		"Location with the host": func(form string) []any {
			return []any{"302 Found", form, location("http://" + strings.NewReplacer("/", "", "+", "", "=", "", " ", "").Replace(form) + ".example/" + form), len(form)}
		},
	}
	probes := map[string]string{
		"header": `http: {path: /x, httpHeaders: [{name: Authorization, value: 'Bearer {{ .Secret.StringData.password }}'}, {name: A, value: '{{ printf "%s:%s" .Secret.StringData.username .Secret.StringData.password | b64enc }}'}]}`,
		"path":   `http: {path: '/{{ .Secret.StringData.password }}?q={{ .Secret.StringData.password }}'}`,
		"cel":    `http: {path: '/{{ .Secret.StringData.password | b64enc }}', response: {cel: 'response.body[response.bodyString].x'}}`,
		"secret": `http: {path: '/{{ toJson . | len }}{{ index . "Secret" "StringData" "password" }}', disableRedirect: true}`,
	}
	runner := newRunner(t, nil)
	for formName, form := range forms {
		for answerName, arguments := range answers {
			address := serveRaw(t, func(conn net.Conn) {
				_, _ = conn.Read(make([]byte, 8<<10))
				_, _ = fmt.Fprintf(conn, answer, arguments(form)...)
			})
			for probeName, probe := range probes {
				t.Run(formName+"/"+answerName+"/"+probeName, func(t *testing.T) {
					// run looks for the credential.
					run(t, runner, probe, newInput(t, address, "username", "robot", "password", canary))
				})
			}
		}
	}
}

// Even two letters of the credential are not shown, which the fence is too coarse for.
func TestPathsMadeOfTheSecretAreNotShown(t *testing.T) {
	got := run(t, newRunner(t, nil), `http: {path: '/{{ trunc 2 .Secret.StringData.token }}'}`, newInput(t, "http://127.0.0.2:1", "token", canary))
	expect(t, got, ConnectionFailed, "GET http://127.0.0.2:1: the tool's address", "")
}

// The fence is the last resort: even a Connector that is called after its credential shows it to nobody.
func TestFence(t *testing.T) {
	const probe = `http: {path: "/{{ .Connector.Name }}", httpHeaders: [{name: A, value: "{{ .Secret.StringData.token }}"}]}`
	runner := newRunner(t, nil)
	in := newInput(t, "http://127.0.0.2:1", "token", "tool-loopback")
	in.Connector.Name = "tool-loopback"
	got := run(t, runner, probe, in)
	expect(t, got, ConnectionFailed, "GET ADDRESS: the tool's address", "http://127.0.0.2:1")
	tests := []struct {
		name   string
		secret []string
		want   string
	}{
		{"part of a message", []string{"token", "LOOPBACK"}, hidden},
		{"the host", []string{"token", "127.0.0.2"}, hidden},
		{"too short to tell", []string{"token", "a"}, "loopback"},
		{"user names are shown", []string{"token", canary, "username", "loopback"}, "loopback"},
		{"blanks around", []string{"token", " loopback\n"}, hidden},
		{"what a header was made of", []string{"token", "kcabpool", "header", "reverse"}, "loopback"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := run(t, runner, `http: {path: /, httpHeaders: [{name: A, value: "{{ .Secret.StringData.token | trim }}"}]}`,
				newInput(t, "http://127.0.0.2:1", tt.secret...))
			expect(t, got, ConnectionFailed, tt.want, "")
		})
	}
	t.Run("rendered", func(t *testing.T) {
		got := run(t, runner, `http: {path: /, httpHeaders: [{name: A, value: 'X {{ trimPrefix "x" .Secret.StringData.token }}'}]}`,
			newInput(t, "http://127.0.0.2:1", "token", "xloopback"))
		expect(t, got, ConnectionFailed, hidden, "")
	})
	t.Run("a header without the Secret is not looked for", func(t *testing.T) {
		got := run(t, runner, `http: {path: /, httpHeaders: [{name: A, value: 'loopback'}]}`,
			newInput(t, "http://127.0.0.2:1", "token", canary))
		expect(t, got, ConnectionFailed, "loopback", "")
	})
}

func TestPlansShowNothing(t *testing.T) {
	plan := parse(t, `http: {path: '/{{ .Secret.StringData.token }}', httpHeaders: [{name: A, value: "Bearer {{ .Secret.StringData.token }}"}]}`).
		Plan(t.Context(), newInput(t, "http://127.0.0.1:1", "token", canary))
	in := newInput(t, "http://127.0.0.1:1", "token", canary)
	in.API = &API{URL: "https://api.example"}
	apiPlan := parse(t, `api: {path: /}`).Plan(t.Context(), in)
	for _, p := range []*Plan{plan, apiPlan} {
		if p.request(t.Context()).URL.Path == "" || !p.fence.Holds(canary) {
			t.Fatal("the plan has no request")
		}
		for _, v := range []any{p, *p, []any{p}, struct{ p *Plan }{p}, map[string]Plan{"p": *p}, in, newTrip(p, nil), *newTrip(p, nil)} {
			for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
				refuseCanary(t, fmt.Sprintf(verb, v))
			}
			asJSON, _ := json.Marshal(v)
			asYAML, _ := yaml.Marshal(v)
			refuseCanary(t, string(asJSON)+string(asYAML)+spew.Sdump(v)+logged(v))
		}
	}
}

func logged(v any) string {
	logger := ktesting.NewLogger(silent{}, ktesting.NewConfig(ktesting.BufferLogs(true), ktesting.Verbosity(10)))
	logger.Info("planned", "plan", v)
	logger.Error(fmt.Errorf("failed: %v", v), "planned")
	return logger.GetSink().(ktesting.Underlier).GetBuffer().String()
}

// silent takes what ktesting would print for a test; the buffer is what is looked at.
type silent struct{}

func (silent) Helper()      {}
func (silent) Log(...any)   {}
func (silent) Name() string { return "" }
