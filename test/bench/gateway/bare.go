// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"context"
	"io"
	"log"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"runtime"

	"connectors.alauda.io/test/bench/child"
)

// BareArgument makes this program a proxy: ServeBare.
const BareArgument = "bare-proxy"

// connections is how many clients ask at a time, each over a connection of its own.
const connections = 64

// ServeBare serves what one writes in five lines, on one processor: it puts a fixed credential on each request and
// writes nothing down. Args is the host:port of the tool.
func ServeBare(ctx context.Context, args []string, out io.Writer) error {
	runtime.GOMAXPROCS(1)
	to := &url.URL{Scheme: "http", Host: args[0]}
	credential := authorization()
	return child.Serve(ctx, loopback, os.Stdin, out, &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(to)
			r.Out.Header.Set("Authorization", credential)
		},
		// The default of two idle connections would measure dialling.
		Transport: &http.Transport{MaxIdleConnsPerHost: 2 * connections},
		// A client that has enough leaves requests behind.
		ErrorLog: log.New(io.Discard, "", 0),
	})
}
