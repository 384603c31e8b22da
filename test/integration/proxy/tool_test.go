// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package proxy_test

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
)

// A tool is an HTTP server that notes what arrives.
type tool struct {
	*httptest.Server
	mu       sync.Mutex
	requests []seen
}

// seen is a request as a tool got it.
type seen struct {
	method, uri, host string
	header            http.Header
}

// newTool starts a tool that ends with the test. The body of a request is left to the handler.
func newTool(t *testing.T, handler http.HandlerFunc) *tool {
	t.Helper()
	tl := &tool{}
	tl.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		tl.note(r)
		handler(w, r)
	}))
	t.Cleanup(tl.close)
	return tl
}

// close does not wait for requests that hang.
func (tl *tool) close() {
	tl.CloseClientConnections()
	tl.Close()
}

func (tl *tool) note(r *http.Request) {
	tl.mu.Lock()
	defer tl.mu.Unlock()
	tl.requests = append(tl.requests, seen{method: r.Method, uri: r.RequestURI, host: r.Host, header: r.Header.Clone()})
}

// last returns the latest request.
func (tl *tool) last(t *testing.T) seen {
	t.Helper()
	tl.mu.Lock()
	defer tl.mu.Unlock()
	if len(tl.requests) == 0 {
		t.Fatal("nothing has reached the tool")
	}
	return tl.requests[len(tl.requests)-1]
}

// count is the number of requests so far.
func (tl *tool) count() int {
	tl.mu.Lock()
	defer tl.mu.Unlock()
	return len(tl.requests)
}

// nobody is the address of a tool that is not there. A port that a tool has had may be somebody else's soon; this one is never
// handed out.
const nobody = "http://127.0.0.1:1"

func ok(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain")
	_, _ = w.Write([]byte("fine"))
}

// discard is for servers whose complaints are expected.
func discard() *log.Logger { return log.New(io.Discard, "", 0) }
