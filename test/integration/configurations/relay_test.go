// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package configurations_test

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"

	localstack "connectors.alauda.io/hack/local/stack"
)

// endpoint is where connectors-proxy is at this machine.
func endpoint(t *testing.T) *url.URL {
	t.Helper()
	parsed, err := url.Parse(localstack.ProxyEndpoint(stack.Cluster()))
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

// startRelay serves an HTTP proxy that knows the names of proxy Services. It offers no tunnels: at port 443 nobody answers, and
// clients go on with port 80 where they are told to.
func startRelay(t *testing.T) string {
	t.Helper()
	to := endpoint(t)
	relay := &httputil.ReverseProxy{FlushInterval: -1, Rewrite: func(p *httputil.ProxyRequest) {
		p.SetURL(to)
		p.Out.Host = p.In.Host
	}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodConnect || !strings.HasSuffix(r.URL.Hostname(), ".svc.cluster.local") {
			http.Error(w, "this is no proxy Service", http.StatusBadGateway)
			return
		}
		relay.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL
}
