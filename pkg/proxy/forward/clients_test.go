// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package forward

import (
	"encoding/pem"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestWebSockets(t *testing.T) {
	f := newFixture(t, nil, "http://tool.example", "https://tool.example")
	f.listen("tool.example:80", false, http.HandlerFunc(repeat))
	f.listen("tool.example:443", true, http.HandlerFunc(repeat))
	for _, address := range []string{"ws://tool.example/a", "wss://tool.example/a"} {
		expectEcho(t, f.upgrade(t, address))
	}
	// In absolute form, as hardly a client does it.
	conn := f.dial()
	conn.send("GET http://tool.example/ HTTP/1.1\r\nHost: x\r\nProxy-Authorization: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", basic("team/tool", token))
	if response, err := http.ReadResponse(conn.reader, nil); err != nil || response.StatusCode != http.StatusSwitchingProtocols {
		t.Errorf("%v, %v", response, err)
	}
}

// Every way in which curl can be told of a proxy.
func TestCurl(t *testing.T) {
	curl, err := exec.LookPath("curl")
	if err != nil {
		t.Fatalf("curl is needed: %v", err)
	}
	f := newFixture(t, nil, "http://tool.example", "https://tool.example/base", "http://[2001:db8::1]:8080")
	f.listen("tool.example:80", false, http.HandlerFunc(echo))
	f.listen("tool.example:443", true, http.HandlerFunc(echo))
	f.listen("[2001:db8::1]:8080", false, http.HandlerFunc(echo))
	bundle := filepath.Join(t.TempDir(), "ca.crt")
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: f.proxies.certificate.Raw})
	if err := os.WriteFile(bundle, block, 0o600); err != nil {
		t.Fatal(err)
	}
	plain := "http://" + f.address
	inURL := "http://" + url.QueryEscape("team/tool") + ":" + token + "@" + f.address
	for _, tt := range []struct {
		name, environment string
		args              []string
		want              string
	}{
		{"absolute form, user in the URL", "", []string{"--proxy", inURL, "http://tool.example/a"}, "GET /a HTTP/1.1"},
		{"absolute form, user apart", "", []string{"--proxy", plain, "--proxy-user", "team/tool:" + token, "http://tool.example/a"}, "GET /a HTTP/1.1"},
		{"an encoded slash that stays", "", []string{"--proxy", plain, "--proxy-user", "team%2Ftool:" + token, "http://tool.example/a"}, "GET /a HTTP/1.1"},
		{"http_proxy", "http_proxy=" + inURL, []string{"http://tool.example/a"}, "GET /a HTTP/1.1"},
		{"https_proxy", "https_proxy=" + inURL, []string{"https://tool.example/base/a"}, "GET /base/a HTTP/2.0"},
		{"the challenge is waited for", "", []string{"--proxy", plain, "--proxy-anyauth", "--proxy-user", "team/tool:" + token, "https://tool.example/base/a"}, "GET /base/a HTTP/2.0"},
		{"HTTP/1.1 inside", "", []string{"--proxy", inURL, "--http1.1", "https://tool.example/base/a"}, "GET /base/a HTTP/2.0"},
		{"a tunnel to http", "", []string{"--proxy", inURL, "--proxytunnel", "http://tool.example/a"}, "GET /a HTTP/1.1"},
		{"a tunnel by HTTP/1.0", "", []string{"--proxy1.0", plain, "--proxy-user", "team/tool:" + token, "https://tool.example/base/a"}, "GET /base/a HTTP/2.0"},
		{"IPv6", "", []string{"--proxy", inURL, "http://[2001:db8::1]:8080/a"}, "GET /a HTTP/1.1"},
		{"a body", "", []string{"--proxy", inURL, "--data", "body", "https://tool.example/base/a"}, "POST /base/a HTTP/2.0"},
		{"two requests on one tunnel", "", []string{"--proxy", inURL, "https://tool.example/base/a", "https://tool.example/base/b"}, "GET /base/b HTTP/2.0"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			command := exec.CommandContext(t.Context(), curl, append([]string{
				"--disable", "--silent", "--show-error", "--fail-with-body", "--max-time", "60", "--cacert", bundle, "--noproxy", "",
				"--oauth2-bearer", "fake-token",
			}, tt.args...)...)
			command.Env = []string{tt.environment}
			out, err := command.CombinedOutput()
			if err != nil || !strings.Contains(string(out), tt.want+"\r\n") || !strings.Contains(string(out), "Bearer "+credential) {
				t.Errorf("%v: %s", err, out)
			}
			refuseCanaries(t, "what the tool got", strings.ReplaceAll(string(out), credential, ""))
			if strings.Contains(string(out), "fake-token") {
				t.Errorf("the client's own token arrived: %s", out)
			}
		})
	}
}
