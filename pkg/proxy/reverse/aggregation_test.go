// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package reverse

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/util/proxy"
	"k8s.io/streaming/pkg/httpstream"
)

// aggregate puts the kube-apiserver's own handler for aggregated APIs in front of the fixture, set up as kube-aggregator
// does, and lets the client talk to that.
func (f *fixture) aggregate() {
	f.serveHTTP2()
	backend := mustURL(f.t, f.front.URL)
	transport := f.client.Transport
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		location := &url.URL{Scheme: backend.Scheme, Host: backend.Host, Path: r.URL.Path, RawQuery: r.URL.Query().Encode()}
		req := r.WithContext(r.Context())
		req.Header = r.Header.Clone()
		req.Header.Set("X-Remote-User", "someone")
		req.URL, req.Host = location, location.Host
		handler := proxy.NewUpgradeAwareHandler(location, transport, true, httpstream.IsUpgradeRequest(r), responder{})
		handler.RejectForwardingRedirects = true
		handler.ServeHTTP(w, req)
	}))
	server.StartTLS()
	f.t.Cleanup(server.Close)
	f.front = server
	f.client = server.Client()
	f.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
}

type responder struct{}

func (responder) Error(w http.ResponseWriter, _ *http.Request, err error) {
	http.Error(w, err.Error(), http.StatusServiceUnavailable)
}

func TestThroughTheAggregationLayer(t *testing.T) {
	const page = `<html><a href="/x">x</a></html>`
	tool := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/html":
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = io.WriteString(w, page)
		case "/guess":
			w.Header()["Content-Type"] = nil
			_, _ = io.WriteString(w, page)
		case "/created/":
			w.Header().Set("Location", "/created/1?a=b")
			w.WriteHeader(http.StatusCreated)
		case "/moved":
			http.Redirect(w, r, "/html", http.StatusMovedPermanently)
		case "/bad":
			w.Header().Set("Location", "http://[::1")
			_, _ = io.WriteString(w, page)
		default:
			for name := range r.Header {
				if strings.HasPrefix(name, "X-") {
					_, _ = fmt.Fprintf(w, "%s\n", name)
				}
			}
		}
	})
	f := newFixture(t, startServer(t, tool).URL, bearer())
	f.subresource = true
	f.aggregate()

	tests := []struct{ name, method, path, body, location string }{
		{"HTML is not rewritten", "GET", "/html", page, ""},
		{"HTML without a type is not rewritten", "GET", "/guess", page, ""},
		{"a redirect is followed", "GET", "/moved", page, ""},
		{"Location of 201 leads through the Connector", "POST", "/created/", "", publicPath + "/created/1?a=b"},
		{"a Location that is no URL does not cost the answer", "GET", "/bad", page, ""},
		{"what the kube-apiserver adds does not reach the tool", "GET", "/headers", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			res := f.do(f.request(tt.method, tt.path, nil))
			body := readAll(t, res.Body)
			if res.StatusCode > 299 || body != tt.body {
				t.Errorf("%d %q", res.StatusCode, body)
			}
			if tt.location == "" {
				return
			}
			if location, err := res.Location(); err != nil || location.String() != f.front.URL+tt.location {
				t.Errorf("Location leads to %v, %v", location, err)
			}
		})
	}
}

// The kube-apiserver holds a whole page in memory if it takes it for HTML.
func TestMuchHTMLStreamsThroughTheAggregationLayer(t *testing.T) {
	const size = 128 << 20
	tool := startServer(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		chunk := []byte(strings.Repeat("<p>text</p>", 1<<12))
		for written := 0; written < size; written += len(chunk) {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	}))
	f := newFixture(t, tool.URL, bearer())
	f.subresource = true
	f.aggregate()
	res := f.do(f.request(http.MethodGet, "/", nil))
	var peak uint64
	var read int64
	for buffer := make([]byte, 16<<20); ; {
		n, err := io.ReadFull(res.Body, buffer)
		read += int64(n)
		var memory runtime.MemStats
		runtime.GC() // what counts is what is held, not what has not been collected yet
		runtime.ReadMemStats(&memory)
		peak = max(peak, memory.HeapAlloc)
		if err != nil {
			break
		}
	}
	if read < size || peak > size/2 {
		t.Errorf("%d bytes came with %d MiB on the heap", read, peak>>20)
	}
}
