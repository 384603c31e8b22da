// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package forward

import (
	"crypto/tls"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"connectors.alauda.io/pkg/target"
)

func TestConnect(t *testing.T) {
	f := newFixture(t, nil, "https://tool.example/base", "https://127.0.0.1:8443", "https://[2001:db8::1]", "http://plain.example:8080")
	for _, place := range []string{"tool.example:443", "127.0.0.1:8443", "[2001:db8::1]:443"} {
		f.listen(place, true, http.HandlerFunc(echo))
	}
	f.listen("plain.example:8080", false, http.HandlerFunc(echo))
	for _, http2 := range []bool{false, true} {
		for _, tt := range []struct{ target, want, host string }{
			{"https://tool.example/base/a%2Fb?c", "GET /base/a%2Fb?c ", "tool.example"},
			{"https://TOOL.example:443/base", "GET /base ", "tool.example"},
			{"https://127.0.0.1:8443/", "GET / ", "127.0.0.1:8443"},
			{"https://[2001:db8::1]/", "GET / ", "[2001:db8::1]"},
		} {
			t.Run(fmt.Sprintf("%s with HTTP/2 %v", tt.target, http2), func(t *testing.T) {
				response, body := ask(t, f.transport(http2), http.MethodGet, tt.target, func(r *http.Request) {
					r.Header.Set("Authorization", "Bearer fake-token")
					r.Header.Set("Proxy-Authorization", "canary")
				})
				if response.StatusCode != http.StatusOK || (response.ProtoMajor == 2) != http2 || !strings.HasPrefix(body, tt.want) ||
					!strings.Contains(body, "\r\nHost: "+tt.host+"\r\n") {
					t.Fatalf("%s, answer %d, %q; want the tool to get %q", response.Proto, response.StatusCode, body, tt.want)
				}
				if strings.Count(body, "Authorization: Bearer "+credential) != 1 || strings.Contains(body, "fake-token") {
					t.Errorf("the tool got no credential: %s", body)
				}
				refuseCanaries(t, "what the tool got", strings.ReplaceAll(body, credential, ""))
			})
		}
	}
}

func TestConnectIsRefused(t *testing.T) {
	f := newFixture(t, nil, "https://tool.example")
	good := basic("team/tool", token)
	for _, tt := range []struct {
		name, authority, caller, header string
		code                            int
		text                            string
	}{
		{"no caller", "tool.example:443", "", "", 407, "a Connector and a token are needed"},
		{"another token", "tool.example:443", basic("team/tool", "canary"), "", 407, "not good"},
		{"another connector", "tool.example:443", basic("team/other", token), "", 403, "needs the verb get on connectors"},
		{"another host", "evil.example:443", good, "", 403, "it is for https://tool.example\n"},
		{"another port", "tool.example:8443", good, "", 403, "none of the addresses"},
		{"a name that begins like it", "tool.example.evil.example:443", good, "", 403, "none of the addresses"},
		{"port 0", "tool.example:0", good, "", 400, "from 1 to 65535"},
		{"port 65536", "tool.example:65536", good, "", 400, "from 1 to 65535"},
		{"no port", "tool.example", good, "", 400, "write host:port"},
		{"a Unix socket", "/var/run/docker.sock", good, "", 400, "a host and a port, and nothing else"},
		{"IPv4-mapped loopback", "[::ffff:127.0.0.1]:443", good, "", 403, "none of the addresses"},
		{"user information", "canary@tool.example:443", good, "", 400, "nothing else"},
		{"a body", "tool.example:443", good, "Content-Length: 5\r\n", 400, "no body"},
		{"a chunked body", "tool.example:443", good, "Transfer-Encoding: chunked\r\n", 400, "no body"},
	} {
		for _, accept := range []string{"*/*", "application/json"} {
			t.Run(tt.name+" accepting "+accept, func(t *testing.T) {
				conn := f.dial()
				conn.send("CONNECT %s HTTP/1.1\r\nHost: tool.example:443\r\nAccept: %s\r\n%s", tt.authority, accept, tt.header)
				if tt.caller != "" {
					conn.send("Proxy-Authorization: %s\r\n", tt.caller)
				}
				conn.send("\r\n")
				if tt.header != "" {
					conn.send("0\r\n\r\n")
				}
				code, header, body := conn.answer()
				if isJSON := strings.HasPrefix(body, `{"kind":"Status"`); isJSON != (accept == "application/json") {
					t.Errorf("accepting %s: %s", accept, body)
				}
				if code != tt.code || !strings.Contains(body, strings.TrimSuffix(tt.text, "\n")) {
					t.Errorf("answer %d, %q; want %d with %q", code, body, tt.code, tt.text)
				}
				if challenged := header.Get("Proxy-Authenticate") == `Basic realm="connectors"`; challenged != (code == 407) {
					t.Errorf("%d with the challenge %q", code, header.Get("Proxy-Authenticate"))
				}
				refuseCanaries(t, "the answer", body)
			})
		}
	}
}

// After a 407 a client tries again on the same connection, now with the token.
func TestConnectAfterChallenge(t *testing.T) {
	f := newFixture(t, nil, "http://tool.example:8080")
	f.listen("tool.example:8080", false, http.HandlerFunc(echo))
	conn := f.dial()
	conn.send("CONNECT tool.example:8080 HTTP/1.1\r\nHost: tool.example:8080\r\n\r\n")
	if code, _, _ := conn.answer(); code != http.StatusProxyAuthRequired {
		t.Fatalf("answer %d", code)
	}
	conn.send("CONNECT tool.example:8080 HTTP/1.1\r\nProxy-Authorization: %s\r\nHost: x\r\n\r\n", basic("team/tool", token))
	if code, _, body := conn.answer(); code != http.StatusOK {
		t.Fatalf("answer %d: %s", code, body)
	}
	conn.send("GET /a HTTP/1.1\r\nHost: tool.example:8080\r\n\r\n")
	if code, _, body := conn.answer(); code != http.StatusOK || !strings.HasPrefix(body, "GET /a ") {
		t.Errorf("answer %d: %s", code, body)
	}
}

// What a client sends together with its CONNECT, without waiting for the answer, is not lost.
func TestEarlyBytes(t *testing.T) {
	f := newFixture(t, nil, "http://tool.example:8080")
	f.listen("tool.example:8080", false, http.HandlerFunc(echo))
	conn := f.dial()
	conn.send("CONNECT tool.example:8080 HTTP/1.1\r\nHost: x\r\nProxy-Authorization: %s\r\n\r\n"+
		"GET /early HTTP/1.1\r\nHost: tool.example:8080\r\n\r\nGET /second HTTP/1.1\r\nHost: tool.example:8080\r\n\r\n",
		basic("team/tool", token))
	if code, _, body := conn.answer(); code != http.StatusOK {
		t.Fatalf("CONNECT: %d %s", code, body)
	}
	for _, want := range []string{"GET /early ", "GET /second "} {
		if code, _, body := conn.answer(); code != http.StatusOK || !strings.HasPrefix(body, want) {
			t.Errorf("answer %d: %s; want %s", code, body, want)
		}
	}
}

// Where a Connector has a plain and a TLS address at one place, the client's first byte chooses.
func TestPlainAndTLSAtOnePlace(t *testing.T) {
	f := newFixture(t, nil, "http://tool.example:8080/plain", "https://tool.example:8080/secure")
	f.listen("tool.example:8080", false, http.HandlerFunc(echo))
	plain := f.connect("tool.example:8080")
	plain.send("GET /plain/a HTTP/1.1\r\nHost: tool.example:8080\r\n\r\nGET /secure/a HTTP/1.1\r\nHost: tool.example:8080\r\n\r\n")
	for _, want := range []int{http.StatusOK, http.StatusForbidden} {
		if code, _, body := plain.answer(); code != want {
			t.Errorf("answer %d: %s; want %d", code, body, want)
		}
	}
	secure, err := f.connect("tool.example:8080").secure(&tls.Config{RootCAs: f.proxies.pool, ServerName: "tool.example"})
	if err != nil {
		t.Fatal(err)
	}
	secure.send("GET /plain/a HTTP/1.1\r\nHost: tool.example:8080\r\n\r\n")
	if code, _, body := secure.answer(); code != http.StatusForbidden {
		t.Errorf("the plain address inside TLS: %d %s", code, body)
	}
}

// A certificate of ours would tell the client that the tool has one.
func TestNoTLSForPlainAddress(t *testing.T) {
	f := newFixture(t, nil, "http://tool.example:8080")
	if _, err := f.connect("tool.example:8080").secure(&tls.Config{RootCAs: f.proxies.pool, ServerName: "tool.example"}); err == nil {
		t.Error("TLS to a plain address")
	}
}

func TestServerName(t *testing.T) {
	f := newFixture(t, nil, "https://tool.example", "https://192.0.2.1")
	sessions, resumed := tls.NewLRUClientSessionCache(0), 0
	for _, tt := range []struct {
		name, place, serverName string
		good                    bool
	}{
		{"the host", "tool.example:443", "tool.example", true},
		{"the host in upper case", "tool.example:443", "TOOL.example", true},
		{"none", "tool.example:443", "", true},
		{"another", "tool.example:443", "evil.example", false},
		{"a part", "tool.example:443", "example", false},
		{"an address, none", "192.0.2.1:443", "", true},
		{"an address, a name", "192.0.2.1:443", "tool.example", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			// Sessions are kept under the name, so the client that lies resumes that of another one.
			conn, err := f.connect(tt.place).secure(&tls.Config{
				ServerName: tt.serverName, InsecureSkipVerify: true, ClientSessionCache: sameSession{sessions},
			})
			if (err == nil) != tt.good {
				t.Errorf("handshake: %v", err)
			}
			if err != nil {
				return
			}
			if conn.Conn.(*tls.Conn).ConnectionState().DidResume {
				resumed++
			}
			conn.send("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n")
			if code, _, body := conn.answer(); code != http.StatusMisdirectedRequest { // The session is read before it.
				t.Errorf("answer %d: %s", code, body)
			}
		})
	}
	if resumed == 0 {
		t.Error("no session was resumed, so nothing was shown about those that are")
	}
}

// sameSession offers one session to all servers.
type sameSession struct{ tls.ClientSessionCache }

func (s sameSession) Get(string) (*tls.ClientSessionState, bool) { return s.ClientSessionCache.Get("") }
func (s sameSession) Put(_ string, state *tls.ClientSessionState) {
	s.ClientSessionCache.Put("", state)
}

func TestConnectToWhatCannotBeUsed(t *testing.T) {
	f := newFixture(t, nil, "https://tool.example")
	for _, tt := range []struct {
		transient bool
		code      int
	}{{true, http.StatusServiceUnavailable}, {false, http.StatusConflict}} {
		broken := *f.connector("https://tool.example")
		broken.Unusable = &target.Unusable{Reason: "SecretNotFound", Message: "there is no Secret", Transient: tt.transient}
		f.world.Put(&broken)
		for _, request := range []string{"CONNECT tool.example:443", "GET https://tool.example/"} {
			conn := f.dial()
			conn.send("%s HTTP/1.1\r\nHost: x\r\nProxy-Authorization: %s\r\n\r\n", request, basic("team/tool", token))
			if code, _, body := conn.answer(); code != tt.code || !strings.Contains(body, "SecretNotFound") {
				t.Errorf("%s: %d %s, want %d", request, code, body, tt.code)
			}
		}
	}
	f.world.Put(f.connector("https://tool.example"))
	f.proxies.mu.Lock()
	f.proxies.broken = true
	f.proxies.mu.Unlock()
	conn := f.dial()
	conn.send("CONNECT tool.example:443 HTTP/1.1\r\nHost: x\r\nProxy-Authorization: %s\r\n\r\n", basic("team/tool", token))
	code, _, body := conn.answer()
	refuseCanaries(t, "the answer", body)
	if code != http.StatusServiceUnavailable || !strings.Contains(body, "no certificate") {
		t.Errorf("without a certificate: %d %s", code, body)
	}
}

// Over HTTP/2 to the proxy itself nothing is forwarded, and the answer says so.
func TestHTTP2ToTheProxyIsRefused(t *testing.T) {
	f := newFixture(t, nil, "http://tool.example")
	for _, fields := range [][]string{
		{":method", "CONNECT", ":authority", "tool.example:443"},
		{":method", "GET", ":scheme", "http", ":authority", "tool.example", ":path", "http://tool.example/"},
	} {
		conn := newHTTP2(t, f.dial())
		code, _ := conn.ask(append(fields, "proxy-authorization", basic("team/tool", token))...)
		if code != http.StatusNotImplemented {
			t.Errorf("%v: %d", fields, code)
		}
	}
}
