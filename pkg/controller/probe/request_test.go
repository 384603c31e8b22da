// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package probe

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// seen writes a request as the tool got it.
func seen(r *http.Request) string {
	body, _ := io.ReadAll(r.Body)
	text := fmt.Sprintf("%s %s body=%d", r.Method, r.RequestURI, len(body))
	for _, name := range slices.Sorted(maps.Keys(r.Header)) {
		text += fmt.Sprintf(" %s=%q", name, r.Header[name])
	}
	return text
}

func TestRequestAsTheToolSeesIt(t *testing.T) {
	const agent = ` User-Agent=["connectors-controller"]`
	basic := []string{"username", "robot", "password", canary}
	tests := []struct {
		name, prefix, probe, want string
		secret                    []string
	}{
		{"as little as possible", "", `http: {path: /}`, "GET / body=0" + agent, nil},
		{"path prefix of the address is not used", "/gitlab", `http: {path: /api}`, "GET /api body=0" + agent, nil},
		{"no leading slash", "", `http: {path: api/v1}`, "GET /api/v1 body=0" + agent, nil},
		{"empty path", "", `http: {path: "{{ if false }}x{{ end }}"}`, "GET / body=0" + agent, nil},
		{"query alone", "", `http: {path: "?a=b"}`, "GET /?a=b body=0" + agent, nil},
		{"blanks and line breaks around", "", `http: {path: " \r\n /a?b=c \n\t"}`, "GET /a?b=c body=0" + agent, nil},
		{"valid escapes stay", "", `http: {path: "/a%2Fb%2fc/%41;x=1,2/(~)?q=%2f+/?:@"}`, "GET /a%2Fb%2fc/%41;x=1,2/(~)?q=%2f+/?:@ body=0" + agent, nil},
		{"the rest is escaped", "", `http: {path: "/a b/ü?q=a b&\"ü\""}`, "GET /a%20b/%C3%BC?q=a%20b&%22%C3%BC%22 body=0" + agent, nil},
		{"slashes within and at the end", "", `http: {path: /a//b/}`, "GET /a//b/ body=0" + agent, nil},
		{"POST", "", `http: {path: /, method: POST}`, `POST / body=0 Content-Length=["0"]` + agent, nil},
		{"templates", "", `http: {path: "/{{ .Connector.Name }}/{{ .Connector.Namespace | upper }}", httpHeaders: [{name: x-a, value: "{{ .Connector.Spec.Address | len }}"}]}`,
			`GET /tool/TEAM body=0` + agent + ` X-A=["LEN"]`, nil},
		{"headers are trimmed, repeated, left out", "", `http: {path: /, httpHeaders: [{name: X-A, value: " one\n"}, {name: x-a, value: two}, {name: X-B, value: " \n"}]}`,
			`GET / body=0` + agent + ` X-A=["one" "two"]`, nil},
		{"the class names the sender", "", `http: {path: /, httpHeaders: [{name: user-agent, value: git/2}]}`, `GET / body=0 User-Agent=["git/2"]`, nil},
		{"the sender is never empty", "", `http: {path: /, httpHeaders: [{name: user-agent, value: " "}]}`, `GET / body=0` + agent, nil},
		{"Secret", "", `http: {path: /, httpHeaders: [{name: Authorization, value: '{{ with .Secret }}Basic {{ printf "%s:%s" .StringData.username .StringData.password | b64enc }} {{ .Type }}{{ end }}'}]}`,
			`GET / body=0 Authorization=["Basic cm9ib3Q6Q2FuYXJ5LTdiMjErZDQveA== Opaque"]` + agent, basic},
		{"no Secret is false", "", `http: {path: "/{{ if .Secret }}with{{ else }}without{{ end }}", httpHeaders: [{name: A, value: '{{ with .Secret }}x{{ end }}'}]}`,
			"GET /without body=0" + agent, nil},
		{"no Secret, header fails", "", `http: {path: /, httpHeaders: [{name: A, value: 'Bearer {{ .Secret.StringData.token }}'}, {name: B, value: b}]}`,
			`GET / body=0 B=["b"]` + agent, nil},
		{"no status", "", `http: {path: "/{{ with .Connector.Status.Proxy }}proxy{{ end }}{{ .Connector.Generation }}{{ len .Connector.ManagedFields }}"}`, "GET /00 body=0" + agent, nil},
	}
	runner := newRunner(t, nil)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got string
			address := serve(t, func(_ http.ResponseWriter, r *http.Request) { got = seen(r) })
			in := newInput(t, address+tt.prefix, tt.secret...)
			expect(t, run(t, runner, tt.probe, in), Good, "", address)
			if want := strings.ReplaceAll(tt.want, "LEN", fmt.Sprint(len(address))); got != want {
				t.Errorf("the tool saw\n%s, want\n%s", got, want)
			}
		})
	}
}

// A Secret stays away from every place but the Connector's own scheme, host and port.
func TestSecretIsForTheOwnAddressOnly(t *testing.T) {
	const headers = `, httpHeaders: [{name: Authorization, value: "Bearer {{ .Secret.StringData.token }}"}, {name: X, value: "{{ with .Secret }}{{ .StringData.token }}{{ end }}"}]}`
	var got string
	handler := func(_ http.ResponseWriter, r *http.Request) {
		got = r.Header.Get("Authorization") + r.Header.Get("X") + r.URL.Path
	}
	tool, other := serve(t, handler), serveAt(t, "127.0.0.3", handler)
	samePort := strings.TrimPrefix(serve(t, handler), "http://")
	own := "Bearer " + canary + canary + "/x"
	tests := []struct{ name, address, probe, want string }{
		{"own address", tool, `http: {path: /x`, own},
		{"own address with a prefix", tool + "/prefix", `http: {path: /x`, own},
		{"own host spelled out", tool, `http: {path: /x, host: "` + strings.TrimPrefix(tool, "http://") + `"`, own},
		{"own scheme spelled out", tool, `http: {path: /x, scheme: http`, own},
		{"other host", tool, `http: {path: /x, host: "` + strings.TrimPrefix(other, "http://") + `"`, "/x"},
		{"other port", tool, `http: {path: /x, host: "` + samePort + `"`, "/x"},
		{"other scheme", strings.Replace(tool, "http:", "https:", 1), `http: {path: /x, scheme: http`, "/x"},
		{"no http address", "mysql://db:3306", `http: {path: /x, host: "` + strings.TrimPrefix(other, "http://") + `"`, "/x"},
	}
	runner := newRunner(t, nil)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got = "nothing"
			result := run(t, runner, tt.probe+headers, newInput(t, tt.address, "token", canary))
			if result.Outcome != Good || got != tt.want {
				t.Errorf("%+v, the tool saw %q, want %q", result, got, tt.want)
			}
		})
	}
}

func TestOrigin(t *testing.T) {
	tests := []struct{ name, address, probe, want string }{
		{"address", "https://Tool.example/prefix", `http: {path: /}`, "https://tool.example"},
		{"scheme of the class", "https://tool.example:8443", `http: {path: /, scheme: http}`, "http://tool.example:8443"},
		{"another host is asked by http", "https://tool.example", `http: {path: /, host: "other.example:81"}`, "http://other.example:81"},
		{"unless the class says otherwise", "http://tool.example", `http: {path: /, host: other.example, scheme: https}`, "https://other.example"},
		{"the own host by the own scheme", "https://tool.example", `http: {path: /, host: "TOOL.example:443"}`, "https://tool.example"},
		{"the own host with another port", "https://tool.example:8443", `http: {path: /, host: tool.example}`, "http://tool.example"},
		{"no http address, but a host", "mysql://db", `http: {path: /, host: "[2001:db8::1]"}`, "http://[2001:db8::1]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			plan := parse(t, tt.probe).Plan(t.Context(), newInput(t, tt.address))
			if got := plan.origin.String(); got != tt.want {
				t.Errorf("%q, want %q; %+v", got, tt.want, plan.settled)
			}
		})
	}
}
