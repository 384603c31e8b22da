// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package reverse

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/netip"
	"net/url"
	"runtime"
	"strings"
	"testing"

	"connectors.alauda.io/pkg/proxy/inject"
	"connectors.alauda.io/pkg/proxy/upstream"
	"connectors.alauda.io/pkg/target"
)

// connections is how many clients ask at a time.
const connections = 64

// BenchmarkProxy compares the engine with a bare httputil.ReverseProxy over the same kind of transport: 1 KiB answers over
// loopback, 64 connections. What counts is the ratio of the ns/op within one run.
func BenchmarkProxy(b *testing.B) {
	tool := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, strings.Repeat("x", 1<<10))
	}))
	defer tool.Close()
	b.Run("bare", func(b *testing.B) { benchmark(b, bareProxy(b, tool.URL)) })
	b.Run("bare with buffers", func(b *testing.B) {
		proxy := bareProxy(b, tool.URL)
		proxy.BufferPool = &bufferPool{}
		benchmark(b, proxy)
	})
	b.Run("engine", func(b *testing.B) { benchmark(b, engineHandler(b, tool.URL, false)) })
	b.Run("subresource", func(b *testing.B) { benchmark(b, engineHandler(b, tool.URL, true)) })
}

func bareProxy(b *testing.B, address string) *httputil.ReverseProxy {
	b.Helper()
	u, err := url.Parse(address)
	if err != nil {
		b.Fatal(err)
	}
	transport := &http.Transport{MaxIdleConnsPerHost: 2 * connections}
	b.Cleanup(transport.CloseIdleConnections)
	return &httputil.ReverseProxy{
		Rewrite:   func(pr *httputil.ProxyRequest) { pr.SetURL(u) },
		Transport: transport,
	}
}

func engineHandler(b *testing.B, address string, subresource bool) http.Handler {
	b.Helper()
	parsed, err := target.ParseAddress(address)
	if err != nil {
		b.Fatal(err)
	}
	injector, err := inject.New(target.InjectorInput{
		SecretType: "kubernetes.io/basic-auth",
		Secret: map[string]target.Credential{
			"username": target.NewCredential("robot"), "password": target.NewCredential("a-password-of-usual-length"),
		},
	})
	if err != nil {
		b.Fatal(err)
	}
	transports, err := upstream.NewTransports(upstream.Options{Guard: upstream.NewGuard(upstream.Rules{
		Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")},
	})})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(transports.Close)
	engine, err := New(Config{Transports: transports})
	if err != nil {
		b.Fatal(err)
	}
	compiled := &target.Target{Namespace: "team", Name: "tool", Address: parsed, Injector: injector}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		engine.Serve(w, r, Request{
			Target: compiled, Address: parsed, EscapedPath: r.URL.EscapedPath(), RawQuery: r.URL.RawQuery,
			PublicPath: "/public", Subresource: subresource,
		})
	})
}

func benchmark(b *testing.B, handler http.Handler) {
	b.Helper()
	front := httptest.NewServer(handler)
	defer front.Close()
	transport := front.Client().Transport.(*http.Transport)
	transport.MaxIdleConnsPerHost = 2 * connections
	b.SetParallelism(max(1, connections/runtime.GOMAXPROCS(0)))
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			res, err := front.Client().Get(front.URL + "/some/path?watch=false")
			if err != nil {
				b.Error(err)
				return
			}
			if n, err := io.Copy(io.Discard, res.Body); err != nil || n != 1<<10 || res.StatusCode != http.StatusOK {
				b.Errorf("%d bytes with status %d: %v", n, res.StatusCode, err)
			}
			_ = res.Body.Close()
		}
	})
}

// BenchmarkOverhead measures what the engine does to the headers of one request and its answer.
func BenchmarkOverhead(b *testing.B) {
	for _, subresource := range []bool{false, true} {
		name := "connector"
		if subresource {
			name = "subresource"
		}
		b.Run(name, func(b *testing.B) {
			headers := http.Header{
				"Content-Type": {"application/json"}, "Date": {"Mon, 02 Jan 2006 15:04:05 GMT"}, "Content-Length": {"1024"},
				"Cache-Control": {"no-cache, private"}, "Etag": {`"0123456789abcdef"`}, "X-Request-Id": {"0123456789abcdef"},
			}
			input, err := inject.New(bearer())
			if err != nil {
				b.Fatal(err)
			}
			x := &exchange{Request: Request{Target: &target.Target{Injector: input}, Subresource: subresource}}
			b.ReportAllocs()
			for b.Loop() {
				x.cleanAnswer(headers)
				cleanRequest(headers, subresource)
			}
		})
	}
}
