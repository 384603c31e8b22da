// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package forward

import (
	"net/http"
	"strings"
	"testing"
)

func TestAbsoluteForm(t *testing.T) {
	f := newFixture(t, nil, "http://tool.example", "http://tool.example:8080/base", "https://secure.example")
	f.listen("tool.example:80", false, http.HandlerFunc(echo))
	f.listen("tool.example:8080", false, http.HandlerFunc(echo))
	f.listen("secure.example:443", true, http.HandlerFunc(echo))
	for _, tt := range []struct{ name, method, target, want, host string }{
		{"a path", "GET", "http://tool.example/a?b", "GET /a?b ", "tool.example"},
		{"nothing", "GET", "http://tool.example", "GET / ", "tool.example"},
		{"another spelling", "GET", "HTTP://TOOL.example.:80/", "GET / ", "tool.example"},
		{"an extension", "POST", "http://tool.example:8080/base/a", "POST /base/a ", "tool.example:8080"},
		{"bytes", "GET", "http://tool.example/a%2Fb//c;d=%41+?z=1&a=%2f;x&&", "GET /a%2Fb//c;d=%41+?z=1&a=%2f;x&& ", "tool.example"},
		{"https", "GET", "https://secure.example/a", "GET /a ", "secure.example"},
		{"options", "OPTIONS", "http://tool.example/", "OPTIONS / ", "tool.example"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			conn := f.dial()
			conn.send("%s %s HTTP/1.1\r\nHost: evil.example\r\nProxy-Authorization: %s\r\nProxy-Connection: keep-alive\r\n"+
				"Authorization: Bearer fake-token\r\nContent-Length: 0\r\n\r\n", tt.method, tt.target, basic("team/tool", token))
			code, _, body := conn.answer()
			if code != http.StatusOK || !strings.HasPrefix(body, tt.want) || !strings.Contains(body, "\r\nHost: "+tt.host+"\r\n") {
				t.Fatalf("answer %d, %q; want the tool to get %q", code, body, tt.want)
			}
			if strings.Count(body, "Authorization: Bearer "+credential) != 1 {
				t.Errorf("the tool got no credential: %s", body)
			}
			refuseCanaries(t, "what the tool got", strings.ReplaceAll(body, credential, ""))
			if strings.Contains(body, "Proxy-") || strings.Contains(body, "fake-token") {
				t.Errorf("the tool got what is not for it: %s", body)
			}
		})
	}
}

func TestAbsoluteFormIsRefused(t *testing.T) {
	f := newFixture(t, nil, "http://tool.example/base")
	f.listen("tool.example:80", false, http.HandlerFunc(echo))
	good := basic("team/tool", token)
	for _, tt := range []struct {
		name, method, target, caller string
		code                         int
		text                         string
	}{
		{"no caller", "GET", "http://tool.example/base", "", 407, "a Connector and a token are needed"},
		{"another token", "GET", "http://tool.example/base", basic("team/tool", "canary"), 407, "not good"},
		{"another connector", "GET", "http://tool.example/base", basic("team/other", token), 403, "needs the verb get on connectors"},
		{"above the prefix", "GET", "http://tool.example/", good, 403, "it is for http://tool.example/base"},
		{"beside the prefix", "GET", "http://tool.example/basement", good, 403, "none of the addresses"},
		{"out of the prefix", "GET", "http://tool.example/base/../x", good, 403, "none of the addresses"},
		{"encoded out of the prefix", "GET", "http://tool.example/base/%2e%2e%2fx", good, 403, "none of the addresses"},
		{"another host", "GET", "http://evil.example/base", good, 403, "none of the addresses"},
		{"another port", "GET", "http://tool.example:8080/base", good, 403, "none of the addresses"},
		{"another scheme", "GET", "https://tool.example/base", good, 403, "none of the addresses"},
		{"no web", "GET", "ftp://tool.example/base", good, 400, "must be http or https"},
		{"user information", "GET", "http://canary:canary@tool.example/base", good, 400, "user information"},
		{"no host", "GET", "http:///base", good, 400, "has no host"},
		{"opaque", "GET", "http:base", good, 400, "has no host"},
		{"a number that is no address", "GET", "http://0x7f.1/", good, 400, "no IPv4 address"},
		{"a method that is not forwarded", "PROPFIND", "http://tool.example/base", good, 405, "not forwarded"},
		{"trace", "TRACE", "http://tool.example/base", good, 405, "not forwarded"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			conn := f.dial()
			conn.send("%s %s HTTP/1.1\r\nHost: tool.example\r\n", tt.method, tt.target)
			if tt.caller != "" {
				conn.send("Proxy-Authorization: %s\r\n", tt.caller)
			}
			conn.send("\r\n")
			code, header, body := conn.answer()
			if code != tt.code || !strings.Contains(body, tt.text) || strings.Count(body, "\n") != 1 {
				t.Errorf("answer %d, %q; want %d with %q", code, body, tt.code, tt.text)
			}
			if challenged := header.Get("Proxy-Authenticate") == `Basic realm="connectors"`; challenged != (code == 407) {
				t.Errorf("%d with the challenge %q", code, header.Get("Proxy-Authenticate"))
			}
			refuseCanaries(t, "the answer", body)
		})
	}
}

// What the tool says about places leads the client to the same places, through the proxy it was told of.
func TestLocationsAndCookiesOfTheTool(t *testing.T) {
	f := newFixture(t, nil, "http://tool.example/base")
	f.listen("tool.example:80", false, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", r.Header.Get("X-Location"))
		w.Header().Set("Set-Cookie", "a=b; Path=/base/c")
		w.Header().Set("WWW-Authenticate", "Negotiate")
		w.WriteHeader(http.StatusFound)
	}))
	for _, tt := range []struct{ location, want string }{
		{"http://tool.example/base/next?q#f", "http://tool.example/base/next?q#f"},
		{"/base/next", "http://tool.example/base/next"},
		{"next", "http://tool.example/base/next"},
		{"/outside", "http://tool.example/outside"},
		{"https://other.example/a", "https://other.example/a"},
	} {
		response, _ := ask(t, f.transport(false), http.MethodGet, "http://tool.example/base/a",
			func(r *http.Request) { r.Header.Set("X-Location", tt.location) })
		location, err := response.Location()
		if err != nil || location.String() != tt.want || response.StatusCode != http.StatusFound {
			t.Errorf("%s: %d to %v (%v), want %s", tt.location, response.StatusCode, location, err, tt.want)
		}
		if response.Header.Get("Set-Cookie") != "a=b; Path=/base/c" || response.Header.Get("WWW-Authenticate") != "" {
			t.Errorf("headers %v", response.Header)
		}
	}
}
