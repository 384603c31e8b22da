// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package status_test

import (
	"crypto/tls"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// nowhere is an address of this machine at which nothing listens.
const nowhere = "http://127.0.0.1:1"

// A tool is an HTTP server whose answers a test chooses, and changes while it runs.
type tool struct {
	*httptest.Server
	mu       sync.Mutex
	answers  map[string]http.HandlerFunc
	requests []received
}

// received is a request, and when it came.
type received struct {
	*http.Request
	at time.Time
}

// newTool starts a tool that ends with the test. It answers 200 where no answer was chosen.
func newTool(t *testing.T) *tool {
	t.Helper()
	tl := unstarted(t)
	tl.Start()
	return tl
}

// newTLSTool is newTool with a certificate.
func newTLSTool(t *testing.T, certificate tls.Certificate) *tool {
	t.Helper()
	tl := unstarted(t)
	tl.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
	tl.StartTLS()
	return tl
}

func unstarted(t *testing.T) *tool {
	t.Helper()
	tl := &tool{answers: map[string]http.HandlerFunc{}}
	tl.Server = httptest.NewUnstartedServer(http.HandlerFunc(tl.serve))
	// Refused certificates and connections that are only opened are expected.
	tl.Config.ErrorLog = log.New(io.Discard, "", 0)
	t.Cleanup(func() {
		// Requests that hang are not waited for.
		tl.CloseClientConnections()
		tl.Close()
	})
	return tl
}

func (tl *tool) serve(w http.ResponseWriter, r *http.Request) {
	tl.mu.Lock()
	tl.requests = append(tl.requests, received{r.Clone(r.Context()), time.Now()})
	answer := tl.answers[r.URL.Path]
	tl.mu.Unlock()
	if answer != nil {
		answer(w, r)
	}
}

// answer chooses what is answered from now on to requests for a path.
func (tl *tool) answer(path string, with http.HandlerFunc) {
	tl.mu.Lock()
	defer tl.mu.Unlock()
	tl.answers[path] = with
}

// count is the number of requests for a path so far.
func (tl *tool) count(path string) int { return tl.between(path, time.Time{}, time.Now()) }

// between is the number of requests for a path that came between two times.
func (tl *tool) between(path string, from, to time.Time) int {
	tl.mu.Lock()
	defer tl.mu.Unlock()
	n := 0
	for _, r := range tl.requests {
		if r.URL.Path == path && !r.at.Before(from) && !r.at.After(to) {
			n++
		}
	}
	return n
}

// wasSent says whether a request for a path held a credential.
func (tl *tool) wasSent(path, credential string) bool {
	tl.mu.Lock()
	defer tl.mu.Unlock()
	return slices.ContainsFunc(tl.requests, func(r received) bool { return r.URL.Path == path && sent(r.Request) == credential })
}

// last returns the latest request for a path.
func (tl *tool) last(t *testing.T, path string) *http.Request {
	t.Helper()
	tl.mu.Lock()
	defer tl.mu.Unlock()
	for i := len(tl.requests) - 1; i >= 0; i-- {
		if tl.requests[i].URL.Path == path {
			return tl.requests[i].Request
		}
	}
	t.Fatalf("no request for %s has reached the tool", path)
	return nil
}

// portOf is the port of a tool with the colon before it, as it stands in a URL.
func portOf(tl *tool) string { return tl.URL[strings.LastIndexByte(tl.URL, ':'):] }

func code(status int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }
}

// held answers when release is closed, as then would have.
func held(release <-chan struct{}, then http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-release:
			then(w, r)
		case <-r.Context().Done():
		}
	}
}

// opensWith lets a user name and password in and refuses all others.
func opensWith(username, password string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if name, word, ok := r.BasicAuth(); !ok || name != username || word != password {
			w.WriteHeader(http.StatusUnauthorized)
		}
	}
}
