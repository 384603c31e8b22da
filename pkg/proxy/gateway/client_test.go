// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"strings"
	"testing"
	"time"

	"connectors.alauda.io/pkg/target/proxyname"
)

// serve runs a Server around the handler until the test ends, and gives its address.
func (f *fixture) serve(handler http.Handler) string {
	f.t.Helper()
	server := newServer(f.t, handler, 100, ServerOptions{ShutdownTimeout: time.Minute})
	ctx, cancel := context.WithCancel(f.t.Context())
	address, served := start(ctx, f.t, server)
	f.t.Cleanup(func() {
		cancel()
		if err := <-served; err != nil {
			f.t.Error(err)
		}
	})
	return address
}

func start(ctx context.Context, t *testing.T, server *Server) (address string, served <-chan error) {
	t.Helper()
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(ctx, Listener{Listener: listener}) }()
	return listener.Addr().String(), ended
}

// request is one with a good token; its URL is written as the client does, so that no byte of it changes.
func (f *fixture) request(method, host, target string) *http.Request {
	f.t.Helper()
	r, err := http.NewRequestWithContext(f.t.Context(), method, "http://"+f.address+target, nil)
	if err != nil {
		f.t.Fatal(err)
	}
	r.Host = host
	r.Header.Set("Authorization", "Bearer "+token)
	return r
}

func (f *fixture) do(r *http.Request) (*http.Response, string) {
	f.t.Helper()
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		f.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		f.t.Fatal(err)
	}
	return res, string(body)
}

// echo is a tool that answers with the request that it got.
func echo(w http.ResponseWriter, r *http.Request) {
	dump, _ := httputil.DumpRequest(r, true)
	_, _ = w.Write(dump)
}

func hashedHost() string { return proxyname.Service(dotted) + ".team.svc" }

func refuseCanaries(t *testing.T, where string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(text, "canary") {
			t.Errorf("%s shows a secret: %s", where, text)
		}
	}
}

func closedListener(t *testing.T) net.Listener {
	t.Helper()
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	return listener
}
