// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package upstream

import (
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"sync"
	"testing"
)

func newTestTransports(t *testing.T, options Options) *Transports {
	t.Helper()
	if options.Guard == nil {
		options.Guard = NewGuard(Rules{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}})
	}
	transports, err := NewTransports(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(transports.Close)
	return transports
}

func newTLSServer(t *testing.T, handler http.HandlerFunc) (*httptest.Server, *x509.CertPool) {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.EnableHTTP2 = true
	server.StartTLS()
	t.Cleanup(server.Close)
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	return server, roots
}

func get(t *testing.T, transport http.RoundTripper, url string) (*http.Response, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := transport.RoundTrip(req)
	if err == nil {
		_, _ = io.Copy(io.Discard, res.Body)
		_ = res.Body.Close()
	}
	return res, err
}

func TestTransportsSpeakTheRightProtocol(t *testing.T) {
	server, roots := newTLSServer(t, func(w http.ResponseWriter, r *http.Request) { w.Header().Set("X-Proto", r.Proto) })
	transports := newTestTransports(t, Options{})
	for use, want := range map[Use]string{UseGeneral: "HTTP/2.0", UseUpgrade: "HTTP/1.1", UseRedirect: "HTTP/2.0"} {
		transport, err := transports.For(use, "a", roots)
		if err != nil {
			t.Fatal(err)
		}
		res, err := get(t, transport, server.URL)
		if err != nil || res.Header.Get("X-Proto") != want {
			t.Errorf("use %d: %v, %v, want %s", use, res, err, want)
		}
	}
}

func TestTransportsIgnoreTheEnvironment(t *testing.T) {
	proxy := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("the request went through the proxy of the environment")
	}))
	t.Cleanup(proxy.Close)
	t.Setenv("HTTP_PROXY", proxy.URL)
	t.Setenv("HTTPS_PROXY", proxy.URL)
	_, resolver := serveNames(t, map[string][]string{"tool.example.": {"127.0.0.1"}})
	server := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	transport, _ := newTestTransports(t, Options{Resolver: resolver}).For(UseGeneral, "", nil)
	res, err := get(t, transport, "http://tool.example:"+server.URL[len("http://127.0.0.1:"):])
	if err != nil || res.StatusCode != http.StatusNotFound {
		t.Errorf("%v, %v", res, err)
	}
}

func TestTransportsShareByRootsAndNeverByUse(t *testing.T) {
	transports := newTestTransports(t, Options{CacheSize: 2})
	seen := map[http.RoundTripper]string{}
	for _, id := range []string{"a", "b"} {
		for use := range Use(uses) {
			first, err := transports.For(use, id, nil)
			if err != nil {
				t.Fatal(err)
			}
			if again, _ := transports.For(use, id, nil); again != first {
				t.Errorf("%s/%d: connections are not shared", id, use)
			}
			if other, taken := seen[first]; taken {
				t.Errorf("%s/%d shares connections with %s", id, use, other)
			}
			seen[first] = id
		}
	}
}

func TestTransportsEvictTheLeastRecentlyUsed(t *testing.T) {
	closed := make(chan struct{}, 1)
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ConnState = connStates(func() { closed <- struct{}{} })
	server.Start()
	t.Cleanup(server.Close)
	transports := newTestTransports(t, Options{CacheSize: 2})

	a, _ := transports.For(UseGeneral, "a", nil)
	b, _ := transports.For(UseGeneral, "b", nil)
	if _, err := get(t, b, server.URL); err != nil {
		t.Fatal(err)
	}
	if again, _ := transports.For(UseGeneral, "a", nil); again != a {
		t.Fatal("a is not kept")
	}
	if _, err := transports.For(UseGeneral, "c", nil); err != nil {
		t.Fatal(err)
	}
	<-closed // the idle connection of b
	if again, _ := transports.For(UseGeneral, "a", nil); again != a {
		t.Error("a was evicted although it was used last")
	}
	if again, _ := transports.For(UseGeneral, "b", nil); again == b {
		t.Error("b was not evicted")
	}
	transports.Close()
	if _, err := transports.For(UseGeneral, "a", nil); !errors.Is(err, ErrClosed) {
		t.Errorf("closed transports answer %v", err)
	}
}

// A connection dialled for a Connector's own address must not carry a redirect to the same place: nothing would be
// dialled, and the guard not asked.
func TestPooledConnectionsDoNotBypassTheGuard(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	loopback := netip.MustParsePrefix("127.0.0.1/32")
	transports := newTestTransports(t, Options{Guard: NewGuard(Rules{
		Allow: []netip.Prefix{loopback}, Internal: []netip.Prefix{loopback},
	})})
	tool, _ := transports.For(UseGeneral, "", nil)
	if _, err := get(t, tool, server.URL); err != nil {
		t.Fatal(err)
	}
	for _, use := range []Use{UseRedirect, UsePassthrough} {
		transport, _ := transports.For(use, "", nil)
		_, err := get(t, transport, server.URL)
		var refused *RefusedError
		if !errors.As(err, &refused) {
			t.Errorf("use %d: %v, want a refusal", use, err)
		}
	}
}

func TestTransportsAreSafeForConcurrentUse(t *testing.T) {
	transports := newTestTransports(t, Options{CacheSize: 2})
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for j := range 200 {
				if _, err := transports.For(Use(j%uses), string(rune('a'+(i+j)%5)), nil); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if n := transports.recent.Len(); n != 2 || len(transports.byID) != 2 {
		t.Errorf("%d sets are kept, want 2", n)
	}
}

func TestNewTransportsNeedsAGuard(t *testing.T) {
	if _, err := NewTransports(Options{}); err == nil {
		t.Error("transports without a guard")
	}
}

// connStates calls closed for every connection that ends.
func connStates(closed func()) func(net.Conn, http.ConnState) {
	return func(_ net.Conn, state http.ConnState) {
		if state == http.StateClosed {
			closed()
		}
	}
}

func TestLocatedHosts(t *testing.T) {
	server, roots := newTLSServer(t, func(w http.ResponseWriter, r *http.Request) { w.Header().Set("X-Host", r.Host) })
	located := ""
	transports := newTestTransports(t, Options{Locate: func(hostPort string) string {
		located = hostPort
		if hostPort == "example.com:443" {
			return server.Listener.Addr().String()
		}
		return "127.0.0.2:443"
	}})
	transport, err := transports.For(UseGeneral, "a", roots)
	if err != nil {
		t.Fatal(err)
	}
	// The certificate of httptest is for example.com: the name of the request is what is verified and sent.
	res, err := get(t, transport, "https://example.com/")
	if err != nil || res.Header.Get("X-Host") != "example.com" || located != "example.com:443" {
		t.Errorf("located %q, answer %v, error %v", located, res, err)
	}
	var refused *RefusedError
	if _, err := get(t, transport, "https://other.example.com/"); !errors.As(err, &refused) {
		t.Errorf("the guard let a located address pass: %v", err)
	}
}
