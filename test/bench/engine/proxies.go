// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package engine compares the proxy engine with a bare httputil.ReverseProxy, without an API server around it.
package engine

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httputil"
	"net/netip"
	"net/url"
	"os"
	"runtime"
	"strconv"

	"connectors.alauda.io/pkg/proxy/inject"
	"connectors.alauda.io/pkg/proxy/reverse"
	"connectors.alauda.io/pkg/proxy/upstream"
	"connectors.alauda.io/pkg/target"
	"connectors.alauda.io/test/bench/child"
)

const (
	// ProxyArgument makes this program a proxy: ServeProxy. It is followed by kindEngine or kindBare and the URL of the
	// backend.
	ProxyArgument = "proxy"

	kindEngine = "engine"
	kindBare   = "bare"
	loopback   = "127.0.0.1"
	publicPath = "/apis/connectors.alauda.io/v1alpha1/namespaces/bench/connectors/tool/proxy"
)

// ServeProxy listens on two ports: one proxies, the other tells how many allocations the process has made.
func ServeProxy(ctx context.Context, args []string, out io.Writer) error {
	kind, backend := args[0], args[1]
	make := bare
	if kind == kindEngine {
		make = engine
	}
	handler, err := make(backend)
	if err != nil {
		return err
	}
	return child.Serve(ctx, loopback, os.Stdin, out, handler, http.HandlerFunc(allocations))
}

func allocations(w http.ResponseWriter, _ *http.Request) {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	_, _ = io.WriteString(w, strconv.FormatUint(stats.Mallocs, 10))
}

// bare is what one writes in five lines, with as many idle connections as ours has.
func bare(backend string) (http.Handler, error) {
	to, err := url.Parse(backend)
	if err != nil {
		return nil, err
	}
	return http.StripPrefix(publicPath, &httputil.ReverseProxy{
		Rewrite:   func(r *httputil.ProxyRequest) { r.SetURL(to) },
		Transport: &http.Transport{MaxIdleConnsPerHost: 2 * connections},
	}), nil
}

// engine is what connectors/proxy does once the API server has let a request through.
func engine(backend string) (http.Handler, error) {
	address, err := target.ParseAddress(backend)
	if err != nil {
		return nil, err
	}
	injector, err := inject.New(target.InjectorInput{
		SecretType: "kubernetes.io/basic-auth",
		Secret: map[string]target.Credential{
			"username": target.NewCredential("robot"), "password": target.NewCredential("a-password-of-usual-length"),
		},
	})
	if err != nil {
		return nil, err
	}
	transports, err := upstream.NewTransports(upstream.Options{Guard: upstream.NewGuard(upstream.Rules{
		Allow: []netip.Prefix{netip.MustParsePrefix(loopback + "/32")},
	})})
	if err != nil {
		return nil, err
	}
	proxy, err := reverse.New(reverse.Config{Transports: transports})
	if err != nil {
		return nil, err
	}
	tool := &target.Target{Namespace: "bench", Name: "tool", Address: address, Injector: injector}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		proxy.Serve(w, r, reverse.Request{
			Target: tool, Address: address, EscapedPath: r.URL.EscapedPath()[len(publicPath):], RawQuery: r.URL.RawQuery,
			PublicPath: publicPath, Subresource: true,
		})
	}), nil
}

func parseCount(text []byte) (float64, error) {
	count, err := strconv.ParseUint(string(text), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("a number of allocations: %w", err)
	}
	return float64(count), nil
}
