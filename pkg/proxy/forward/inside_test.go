// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package forward

import (
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"connectors.alauda.io/pkg/proxy/access/accesstest"
)

// counted is a tool that counts its requests.
func counted(count *atomic.Int32) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		count.Add(1)
		echo(w, r)
	})
}

// secureTunnel opens a tunnel with TLS inside, with HTTP/2 or without.
func (f *fixture) secureTunnel(place, serverName, protocol string) *raw {
	f.t.Helper()
	conn, err := f.connect(place).secure(&tls.Config{RootCAs: f.proxies.pool, ServerName: serverName, NextProtos: []string{protocol}})
	if err != nil {
		f.t.Fatal(err)
	}
	return conn
}

// After each request that does not agree with the tunnel, the tunnel still serves one that does.
func TestRequestsAgreeWithTheTunnel(t *testing.T) {
	var count atomic.Int32
	f := newFixture(t, nil, "https://tool.example/base", "http://tool.example", "https://other.example")
	f.listen("tool.example:443", true, counted(&count))
	f.listen("tool.example:80", false, counted(&count))
	f.listen("other.example:443", true, counted(&count))
	conn := f.secureTunnel("tool.example:443", "tool.example", "http/1.1")
	for _, tt := range []struct {
		name, target, host string
		code               int
	}{
		{"the host", "/base/", "tool.example", 200},
		{"with its port", "/base/", "tool.example:443", 200},
		{"in another spelling", "/base/", "TOOL.EXAMPLE.:443", 200},
		{"in absolute form", "https://tool.example/base/", "tool.example", 200},
		{"in absolute form, where Host is not looked at", "https://tool.example:443/base/", "evil.example", 200},
		{"another address of the Connector", "/", "other.example", 421},
		{"another host", "/base/", "evil.example", 421},
		{"another port", "/base/", "tool.example:80", 421},
		{"port 0", "/base/", "tool.example:0", 421},
		{"port 65979, which is 443 in 16 bits", "/base/", "tool.example:65979", 421},
		{"no host", "/base/", "", 421},
		{"user information in Host", "/base/", "tool.example@evil.example", 400},
		{"an encoded host", "/base/", "tool%2Eexample", 421},
		{"an absolute form of another host", "https://evil.example/base/", "tool.example", 421},
		{"an absolute form of another scheme", "http://tool.example/base/", "tool.example", 421},
		{"an absolute form of another port", "https://tool.example:80/base/", "tool.example", 421},
		{"an absolute form with user information", "https://canary@tool.example/base/", "tool.example", 421},
		{"an absolute form without a host", "https:/base/", "tool.example", 421},
		{"an opaque form", "https:base", "tool.example", 421},
		{"out of the prefix", "/base/../", "tool.example", 403},
		{"beside the prefix", "/other", "tool.example", 403},
		{"an asterisk", "*", "tool.example", 403},
	} {
		t.Run(tt.name, func(t *testing.T) {
			arrived := count.Load()
			conn.send("GET %s HTTP/1.1\r\nHost: %s\r\n\r\n", tt.target, tt.host)
			code, _, body := conn.answer()
			if code != tt.code || (count.Load() > arrived) != (code == 200) {
				t.Errorf("answer %d, %q; want %d", code, body, tt.code)
			}
			if code == http.StatusBadRequest { // of net/http, which closes the connection
				conn = f.secureTunnel("tool.example:443", "tool.example", "http/1.1")
			}
			conn.send("GET /base/good HTTP/1.1\r\nHost: tool.example\r\n\r\n")
			if code, _, body := conn.answer(); code != http.StatusOK || !strings.HasPrefix(body, "GET /base/good ") {
				t.Errorf("after it: answer %d, %q", code, body)
			}
		})
	}
}

func TestHTTP2RequestsAgreeWithTheTunnel(t *testing.T) {
	var count atomic.Int32
	f := newFixture(t, nil, "https://tool.example", "https://other.example")
	f.listen("tool.example:443", true, counted(&count))
	f.listen("other.example:443", true, counted(&count))
	for _, tt := range []struct {
		name   string
		fields []string
		code   int
	}{
		{":authority", []string{":scheme", "https", ":path", "/", ":authority", "tool.example"}, 200},
		{"Host in its place", []string{":scheme", "https", ":path", "/", "host", "tool.example:443"}, 200},
		{"both", []string{":scheme", "https", ":path", "/", ":authority", "tool.example", "host", "tool.example"}, 200},
		{"both, and Host of another", []string{":scheme", "https", ":path", "/", ":authority", "tool.example", "host", "evil.example"}, 421},
		{"both, and :authority of another", []string{":scheme", "https", ":path", "/", ":authority", "evil.example", "host", "tool.example"}, 421},
		{"two Hosts", []string{":scheme", "https", ":path", "/", "host", "tool.example", "host", "evil.example"}, 421},
		{"none", []string{":scheme", "https", ":path", "/"}, 421},
		{"another address of the Connector", []string{":scheme", "https", ":path", "/", ":authority", "other.example"}, 421},
		{"another port", []string{":scheme", "https", ":path", "/", ":authority", "tool.example:8443"}, 421},
		{"another scheme, which decides nothing", []string{":scheme", "http", ":path", "/", ":authority", "tool.example"}, 200},
		{"user information", []string{":scheme", "https", ":path", "/", ":authority", "a@tool.example"}, 0},
		{"a URL for a path", []string{":scheme", "https", ":path", "https://evil.example/", ":authority", "tool.example"}, 421},
		{"a path with a host", []string{":scheme", "https", ":path", "//evil.example/", ":authority", "tool.example"}, 200},
		{"no path", []string{":scheme", "https", ":path", "", ":authority", "tool.example"}, 0},
		{"two :authority", []string{":scheme", "https", ":path", "/", ":authority", "tool.example", ":authority", "evil.example"}, 0},
		{"a connection header", []string{":scheme", "https", ":path", "/", ":authority", "tool.example", "transfer-encoding", "chunked"}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			conn := newHTTP2(t, f.secureTunnel("tool.example:443", "tool.example", "h2"))
			arrived := count.Load()
			code, body := conn.ask(append([]string{":method", "GET"}, tt.fields...)...)
			if code != tt.code && (tt.code != 0 || code < 400) || (count.Load() > arrived) != (code == 200) {
				t.Errorf("answer %d, %q; want %d", code, body, tt.code)
			}
			if code == http.StatusOK && !strings.Contains(body, "\r\nHost: tool.example\r\n") {
				t.Errorf("the tool got %q", body)
			}
			if tt.code == 0 {
				return // of some errors the connection does not recover
			}
			if code, body := conn.ask(":method", "GET", ":scheme", "https", ":path", "/good", ":authority", "tool.example"); code != http.StatusOK {
				t.Errorf("after it: answer %d, %q", code, body)
			}
		})
	}
}

// What a request inside may do is asked about its own method, each time.
func TestRightsInside(t *testing.T) {
	f := newFixture(t, nil, "http://tool.example:8080")
	f.listen("tool.example:8080", false, http.HandlerFunc(echo))
	f.world.ForbidAll()
	f.world.Allow(rightsTo("get")...)
	conn := f.connect("tool.example:8080")
	const upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\n"
	for _, tt := range []struct {
		method, header string
		code           int
	}{
		{"GET", "", 200},
		{"POST", "Content-Length: 0\r\n", 403},
		{"DELETE", "", 403},
		{"GET", upgrade, 403},
		{"CONNECT", "", 405},
		{"PROPFIND", "", 405},
		{"GET", "", 200},
	} {
		target := "/a"
		if tt.method == http.MethodConnect {
			target = "tool.example:8080"
		}
		conn.send("%s %s HTTP/1.1\r\nHost: tool.example:8080\r\n%s\r\n", tt.method, target, tt.header)
		if code, _, body := conn.answer(); code != tt.code {
			t.Errorf("%s %q: %d %s, want %d", tt.method, tt.header, code, body, tt.code)
		}
	}
}

// Each request inside is sent to what the Connector is now.
func TestConnectorChangesUnderATunnel(t *testing.T) {
	f := newFixture(t, nil, "http://tool.example:8080/one")
	f.listen("tool.example:8080", false, http.HandlerFunc(echo))
	conn := f.connect("tool.example:8080")
	try := func(target string, want int) {
		t.Helper()
		conn.send("GET %s HTTP/1.1\r\nHost: tool.example:8080\r\n\r\n", target)
		if code, _, body := conn.answer(); code != want {
			t.Errorf("%s: %d %s, want %d", target, code, body, want)
		}
	}
	try("/one", 200)
	f.world.Put(f.connector("http://tool.example:8080/two"))
	try("/one", 403)
	try("/two", 200)
	f.world.Put(f.connector("http://elsewhere.example:8080/one"))
	try("/one", 403)
	f.world.Change(func(w *accesstest.World) { clear(w.Targets) })
	try("/one", 404)
	f.world.Change(func(w *accesstest.World) { w.Down = true })
	try("/one", 503)
}

// A client whose token is refused inside is made to begin anew, with a CONNECT that says what is missing.
func TestTokenIsRefusedInside(t *testing.T) {
	f := newFixture(t, nil, "http://tool.example:8080")
	f.listen("tool.example:8080", false, http.HandlerFunc(echo))
	conn := f.connect("tool.example:8080")
	f.world.Change(func(w *accesstest.World) { w.Refused = true })
	conn.send("GET / HTTP/1.1\r\nHost: tool.example:8080\r\n\r\n")
	code, header, body := conn.answer()
	if code != http.StatusProxyAuthRequired || header.Get("Proxy-Authenticate") == "" || !strings.Contains(body, "not good") {
		t.Errorf("answer %d, %v, %s", code, header, body)
	}
	if !conn.ended() {
		t.Error("the tunnel goes on")
	}
}

// Bodies pass in both directions while they are made.
func TestBodiesStream(t *testing.T) {
	f := newFixture(t, nil, "https://tool.example")
	f.listen("tool.example:443", true, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		controller := http.NewResponseController(w)
		_ = controller.EnableFullDuplex()
		buffer := make([]byte, 5)
		for {
			n, err := io.ReadFull(r.Body, buffer)
			if n > 0 {
				_, _ = w.Write(buffer[:n])
				_ = controller.Flush()
			}
			if err != nil {
				return
			}
		}
	}))
	for _, http2 := range []bool{false, true} {
		t.Run(fmt.Sprintf("HTTP/2 %v", http2), func(t *testing.T) {
			body, writer := io.Pipe()
			request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://tool.example/", body)
			if err != nil {
				t.Fatal(err)
			}
			go func() { _, _ = io.WriteString(writer, "hello") }()
			response, err := f.transport(http2).RoundTrip(request)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = response.Body.Close() }()
			for i, word := range []string{"hello", "again", "there"} {
				if i > 0 {
					_, _ = io.WriteString(writer, word)
				}
				got := make([]byte, len(word))
				if _, err := io.ReadFull(response.Body, got); err != nil || string(got) != word {
					t.Fatalf("%q came back, error %v", got, err)
				}
			}
			_ = writer.Close()
			if rest, err := io.ReadAll(response.Body); err != nil || len(rest) > 0 {
				t.Errorf("%q, %v", rest, err)
			}
		})
	}
}
