// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package forward

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"connectors.alauda.io/pkg/proxy/upstream"
)

const (
	// inputs is how many requests the test makes in all.
	inputs = 100_000
	// talkers send them side by side: many of them wait for an answer that does not come.
	talkers = 96
	// answerWithin bounds that wait. With all of them at it, a busy machine takes half a second for the answers that do come.
	answerWithin = 1500 * time.Millisecond
	// perConnection is how many requests one connection is used for, if it is not closed before.
	perConnection = 10
)

// newCourt is a proxy whose Connector has the addresses of generator.place. All other places are one stranger's, who can be
// reached without a guard: with the credential nothing may get there.
func newCourt(t testing.TB) (*fixture, *witness) {
	t.Helper()
	w := &witness{}
	evil := w.serve(t, nil, w.evil)
	direct := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "tcp", evil)
	}}
	t.Cleanup(direct.CloseIdleConnections)
	all := []string{"http://tool.example", "http://tool.example:8080/base", "http://[2001:db8::1]:8081", "https://secure.example/base"}
	f := newFixture(t, func(f *fixture, c *Config) {
		c.AllowPassthrough, c.Transports, c.Wrap = true, unguarded{direct}, nil
		f.elsewhere = evil
	}, all...)
	f.handler.dialer = unguardedDialer(evil)
	f.handler.tunnels.server.ErrorLog = log.New(io.Discard, "", 0)
	for _, a := range addresses(f.world.Targets["team/tool"]) {
		var config *tls.Config
		if a.Scheme() == schemeHTTPS {
			leaf, err := f.tools.Leaf(a.Host())
			if err != nil {
				t.Fatal(err)
			}
			config = tlsWith(leaf)
		}
		f.places[a.HostPort()] = w.serve(t, config, w.own(a))
	}
	return f, w
}

type unguarded struct{ *http.Transport }

func (u unguarded) For(upstream.Use, string, *x509.CertPool) (http.RoundTripper, error) {
	return u.Transport, nil
}

type unguardedDialer string

func (d unguardedDialer) DialContext(ctx context.Context, _, _ string) (net.Conn, error) {
	return new(net.Dialer).DialContext(ctx, "tcp", string(d))
}

// Whatever a client sends, a request with the credential arrives only at the scheme, host, port and prefix of the Connector,
// in a form that can be read in one way only.
func TestOneAuthority(t *testing.T) {
	f, w := newCourt(t)
	ways := []struct {
		name string
		talk func(generator) int
	}{
		{"to the proxy", f.talkOutside},
		{"in a tunnel", f.talkInside},
		{"in a tunnel with TLS", f.talkSecurely},
		{"in a tunnel with HTTP/2", f.talkHTTP2},
	}
	for i, way := range ways {
		before, _, _ := w.testimony()
		var all sync.WaitGroup
		for talker := range talkers {
			g := generator{rand.New(rand.NewPCG(uint64(i), uint64(talker)))}
			all.Go(func() {
				for sent := 0; sent < inputs/len(ways)/talkers+1; {
					sent += way.talk(g)
				}
			})
		}
		all.Wait()
		arrived, abroad, offences := w.testimony()
		for _, offence := range offences {
			t.Errorf("%s: %s", way.name, offence)
		}
		t.Logf("%s: %d requests arrived, %d connections went elsewhere", way.name, arrived-before, abroad)
		if arrived-before < inputs/len(ways)/20 {
			t.Errorf("%s: only %d requests arrived", way.name, arrived-before)
		}
	}
	if _, abroad, _ := w.testimony(); abroad == 0 {
		t.Error("nothing was passed through, so nothing was shown")
	}
}

// converse sends up to perConnection requests on a connection, each after the answer to the one before. An empty one ends it.
func converse(conn net.Conn, request func() string) (sent int) {
	defer func() { _ = conn.Close() }()
	reader := bufio.NewReader(conn)
	for sent < perConnection {
		next := request()
		if next == "" {
			return sent
		}
		sent++
		_ = conn.SetDeadline(time.Now().Add(answerWithin))
		if _, err := io.WriteString(conn, next); err != nil {
			return sent
		}
		response, err := http.ReadResponse(reader, nil)
		if err != nil {
			return sent
		}
		if _, err := io.Copy(io.Discard, response.Body); err != nil {
			return sent
		}
	}
	return sent
}

func (f *fixture) talkOutside(g generator) int {
	conn, err := net.Dial("tcp", f.address)
	if err != nil {
		f.t.Error(err)
		return inputs
	}
	connected := false
	return converse(conn, func() string {
		switch {
		case connected: // What the client says now is between it and the other side of the tunnel.
			return ""
		case g.IntN(perConnection) == 0:
			connected = true
			return g.connect()
		}
		return g.absolute()
	})
}

func (f *fixture) talkInside(g generator) int {
	if g.IntN(2) == 0 {
		return converse(f.tunnel("tool.example:8080"), func() string { return g.inside("tool.example", ":8080", "/base") })
	}
	return converse(f.tunnel("[2001:db8::1]:8081"), func() string { return g.inside("[2001:db8::1]", ":8081", "") })
}

func (f *fixture) talkSecurely(g generator) int {
	conn := tls.Client(f.tunnel("secure.example:443"), f.quickTLS("http/1.1"))
	if err := conn.HandshakeContext(f.t.Context()); err != nil {
		_ = conn.Close()
		return 1 // as one in a tunnel that has ended
	}
	return converse(conn, func() string { return g.inside("secure.example", g.port("", ":443"), "/base") })
}

// quickTLS resumes sessions, and agrees on keys by the curve that costs least: there are thousands of handshakes.
func (f *fixture) quickTLS(protocol string) *tls.Config {
	return &tls.Config{
		RootCAs: f.proxies.pool, ServerName: "secure.example", NextProtos: []string{protocol},
		ClientSessionCache: f.sessions, CurvePreferences: []tls.CurveID{tls.CurveP256},
	}
}

func (f *fixture) talkHTTP2(g generator) int {
	tunnel := f.tunnel("secure.example:443")
	defer func() { _ = tunnel.Close() }()
	_ = tunnel.SetDeadline(time.Now().Add(patience))
	client := newHTTP2(f.t, tls.Client(tunnel, f.quickTLS("h2")))
	for sent := 1; sent <= perConnection; sent++ {
		if code, _ := client.ask(g.fields("secure.example", "/base")...); code == 0 {
			return sent
		}
	}
	return perConnection
}

// tunnel opens one without a test's patience. The proxy has ten seconds of it for a header and for a handshake: on a machine
// that is slower than that the tunnel has ended, and what is said in it does not arrive.
func (f *fixture) tunnel(authority string) net.Conn {
	conn, err := net.Dial("tcp", f.address)
	if err != nil {
		f.t.Error(err)
		return conn
	}
	_ = conn.SetDeadline(time.Now().Add(patience))
	_, err = io.WriteString(conn, "CONNECT "+authority+" HTTP/1.1\r\nProxy-Authorization: "+basic("team/tool", token)+"\r\nHost: x\r\n\r\n")
	answer := make([]byte, len(established))
	if err == nil {
		_, err = io.ReadFull(conn, answer)
	}
	if err == nil && string(answer) != established {
		f.t.Errorf("CONNECT %s: %q", authority, answer)
	}
	return conn
}
