// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package forward

import (
	"bufio"
	"context"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"connectors.alauda.io/pkg/proxy/upstream"
)

// newPassing is a proxy that passes through, past the guard, to where the stranger listens.
func newPassing(t *testing.T, stranger http.Handler) (f *fixture, strangers string) {
	t.Helper()
	server := httptest.NewServer(stranger)
	t.Cleanup(server.Close)
	strangers = server.Listener.Addr().String()
	direct := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "tcp", strangers)
	}}
	t.Cleanup(direct.CloseIdleConnections)
	f = newFixture(t, func(_ *fixture, c *Config) { c.AllowPassthrough, c.Transports = true, unguarded{direct} }, "http://tool.example/base")
	f.handler.dialer = unguardedDialer(strangers)
	f.listen("tool.example:80", false, http.HandlerFunc(echo))
	return f, strangers
}

func TestPassthroughInAbsoluteForm(t *testing.T) {
	f, _ := newPassing(t, http.HandlerFunc(echo))
	for _, tt := range []struct{ target, want string }{
		{"http://other.example/a%2Fb?c", "GET /a%2Fb?c HTTP/1.1\r\nHost: other.example\r\n"},
		{"http://tool.example:8080/base", "GET /base HTTP/1.1\r\nHost: tool.example:8080\r\n"},
		{"http://tool.example/outside", "GET /outside HTTP/1.1\r\nHost: tool.example\r\n"},
	} {
		conn := f.dial()
		conn.send("GET %s HTTP/1.1\r\nHost: x\r\nProxy-Authorization: %s\r\nProxy_Authorization: %s\r\nProxy-Connection: keep-alive\r\n"+
			"Authorization: Bearer own\r\nConnection: X-Hop\r\nX-Hop: y\r\n\r\n", tt.target, basic("team/tool", token), token)
		code, _, body := conn.answer()
		if code != http.StatusOK || !strings.HasPrefix(body, tt.want) || !strings.Contains(body, "Authorization: Bearer own\r\n") {
			t.Errorf("%s: %d %s, want %s", tt.target, code, body, tt.want)
		}
		refuseCanaries(t, "what the stranger got", body)
		if strings.Contains(body, "Proxy") || strings.Contains(body, "X-Hop") || strings.Contains(body, "Forwarded") {
			t.Errorf("the stranger got %s", body)
		}
	}
	if code := f.get("https://other.example/"); code != http.StatusForbidden {
		t.Errorf("https in absolute form: %d", code)
	}
	f.world.ForbidAll()
	f.world.Allow(rightsTo()...)
	if code := f.get("http://other.example/"); code != http.StatusForbidden {
		t.Errorf("without the right: %d", code)
	}
	const modes = "forward forward passthrough passthrough passthrough"
	waitFor(t, "they are recorded as "+modes, func() bool { return f.modes() == modes })
}

// get asks in absolute form.
func (f *fixture) get(target string) int {
	f.t.Helper()
	conn := f.dial()
	conn.send("GET %s HTTP/1.1\r\nHost: x\r\nProxy-Authorization: %s\r\n\r\n", target, basic("team/tool", token))
	code, _, body := conn.answer()
	refuseCanaries(f.t, "the answer", body)
	return code
}

// Redirects of a stranger are the client's to follow.
func TestPassthroughFollowsNothing(t *testing.T) {
	f, _ := newPassing(t, http.RedirectHandler("http://169.254.169.254/", http.StatusFound))
	if code := f.get("http://other.example/"); code != http.StatusFound {
		t.Errorf("answer %d", code)
	}
}

// A stranger that switches protocols unasked would speak to the client in the place of all others.
func TestUnaskedUpgradeOfAStranger(t *testing.T) {
	f, _ := newPassing(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		_, _ = io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n\r\n")
		_ = conn.Close()
	}))
	if code := f.get("http://other.example/"); code != http.StatusBadGateway {
		t.Errorf("answer %d", code)
	}
}

// A tunnel to a stranger carries bytes, those that came early among them, and each direction ends by itself.
func TestPassthroughTunnel(t *testing.T) {
	f, _ := newPassing(t, nil)
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	f.handler.dialer = unguardedDialer(listener.Addr().String())
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		heard, _ := io.ReadAll(conn)
		_, _ = conn.Write(append([]byte("heard "), heard...))
		_ = conn.Close()
	}()
	conn := f.dial()
	conn.send("CONNECT other.example:22 HTTP/1.1\r\nHost: x\r\nProxy-Authorization: %s\r\n\r\nearly ", basic("team/tool", token))
	if code, _, body := conn.answer(); code != http.StatusOK {
		t.Fatalf("CONNECT: %d %s", code, body)
	}
	conn.send("and late")
	if err := conn.Conn.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(conn); err != nil || string(got) != "heard early and late" {
		t.Errorf("%q, %v", got, err)
	}
	waitFor(t, "the tunnel is recorded", func() bool { return f.modes() == "passthrough" })
}

// What the policy refuses is not dialled, whatever may be dialled for Connectors, and whatever a name meant before.
func TestPassthroughIsGuarded(t *testing.T) {
	resolver := serveNames(t, map[string][]string{
		"metadata.example.": {"169.254.169.254"}, "loopback.example.": {"127.0.0.1"}, "mapped.example.": {"::ffff:127.0.0.1"},
		"rebound.example.": {"127.0.0.1", "127.0.0.1"},
	})
	f := newFixture(t, func(f *fixture, c *Config) {
		transports, err := upstream.NewTransports(upstream.Options{Guard: c.Guard, Resolver: resolver})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(transports.Close)
		c.AllowPassthrough, c.Resolver, c.Transports = true, resolver, transports
	}, "http://tool.example")
	_, port, err := net.SplitHostPort(f.address) // Somebody listens there.
	if err != nil {
		t.Fatal(err)
	}
	for _, host := range []string{
		"127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:a9fe:a9fe]", "[64:ff9b::7f00:1]", "0.0.0.0", "[::]", "169.254.169.254", "localhost",
		"LOCALHOST.", "a.localhost", "metadata.example", "loopback.example", "mapped.example", "rebound.example", "missing.example",
	} {
		for range 2 { // A name is looked up each time.
			if code := f.get("http://" + host + ":" + port + "/"); code != http.StatusBadGateway {
				t.Errorf("%s: %d", host, code)
			}
			conn := f.dial()
			conn.send("CONNECT %s:%s HTTP/1.1\r\nHost: x\r\nProxy-Authorization: %s\r\n\r\n", host, port, basic("team/tool", token))
			if code, _, body := conn.answer(); code != http.StatusBadGateway || !strings.Contains(body, "passthrough: ") {
				t.Errorf("CONNECT %s: %d %s", host, code, body)
			}
		}
	}
}

func TestPassthroughTransportsThatAreClosed(t *testing.T) {
	f, _ := newPassing(t, nil)
	f.handler.passthrough = newPassthrough(closedTransports{})
	conn := f.dial()
	conn.send("POST http://other.example/ HTTP/1.1\r\nHost: x\r\nProxy-Authorization: %s\r\nContent-Length: 2\r\n\r\nok", basic("team/tool", token))
	if code, _, body := conn.answer(); code != http.StatusServiceUnavailable {
		t.Errorf("answer %d: %s", code, body)
	}
}

type closedTransports struct{}

func (closedTransports) For(upstream.Use, string, *x509.CertPool) (http.RoundTripper, error) {
	return nil, upstream.ErrClosed
}

func TestNewNeedsItsParts(t *testing.T) {
	if _, err := New(Config{}); err == nil {
		t.Error("no error without anything")
	}
	f := newFixture(t, nil, "http://tool.example")
	config := f.handler.config
	config.AllowPassthrough, config.Guard = true, nil
	if _, err := New(config); err == nil {
		t.Error("no error without a guard")
	}
}

func TestApplies(t *testing.T) {
	for _, tt := range []struct {
		line string
		want bool
	}{
		{"GET / HTTP/1.1", false},
		{"GET //tool.example/ HTTP/1.1", false},
		{"OPTIONS * HTTP/1.1", false},
		{"GET /http://tool.example/ HTTP/1.1", false},
		{"GET http://tool.example/ HTTP/1.1", true},
		{"GET http:opaque HTTP/1.1", true},
		{"GET http:/path HTTP/1.1", true},
		{"CONNECT tool.example:443 HTTP/1.1", true},
		{"CONNECT /path HTTP/1.1", true},
	} {
		r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(tt.line + "\r\nHost: x\r\n\r\n")))
		if err != nil || Applies(r) != tt.want {
			t.Errorf("%s: %v, %v", tt.line, r, err)
		}
	}
}
