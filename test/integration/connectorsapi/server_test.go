// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connectorsapi_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"connectors.alauda.io/test/integration/harness"
)

// A server is a tool, or a class API. It notes what arrives, and says who it is where no answer was chosen.
type server struct {
	*httptest.Server
	name     string
	mu       sync.Mutex
	answers  map[string]http.HandlerFunc
	requests []*http.Request
}

// said is the answer of a server.
type said struct {
	By   string `json:"by"`
	URI  string `json:"uri"`
	Body string `json:"body"`
}

// newServer starts a server over plain http that ends with the test.
func newServer(t *testing.T, name string) *server {
	t.Helper()
	s := unstarted(t, name)
	s.Start()
	return s
}

// newTLSServer is newServer with a certificate of the authority for 127.0.0.1 and the names.
func newTLSServer(t *testing.T, name string, by harness.Authority, names ...string) *server {
	t.Helper()
	return startTLS(t, unstarted(t, name), by.Issue(t, func(c *x509.Certificate) { c.DNSNames = names }), nil)
}

// startTLS starts a server with a certificate. It demands a client certificate by the authorities, if there are any.
func startTLS(t *testing.T, s *server, certificate tls.Certificate, clients *x509.CertPool) *server {
	t.Helper()
	s.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
	if clients != nil {
		s.TLS.ClientAuth, s.TLS.ClientCAs = tls.RequireAndVerifyClientCert, clients
	}
	s.StartTLS()
	return s
}

func unstarted(t *testing.T, name string) *server {
	t.Helper()
	s := &server{name: name, answers: map[string]http.HandlerFunc{}}
	s.Server = httptest.NewUnstartedServer(http.HandlerFunc(s.serve))
	// Refused certificates and answers that nobody takes are expected.
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	t.Cleanup(func() {
		// Requests that hang are not waited for.
		s.CloseClientConnections()
		s.Close()
	})
	return s
}

func (s *server) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.requests = append(s.requests, r)
	answer := s.answers[r.URL.Path]
	s.mu.Unlock()
	if answer != nil {
		answer(w, r)
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(said{By: s.name, URI: r.RequestURI, Body: string(body)})
}

// answer chooses what is answered from now on to requests for a path.
func (s *server) answer(path string, with http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers[path] = with
}

// last returns the latest request.
func (s *server) last(t *testing.T) *http.Request {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.requests) == 0 {
		t.Fatalf("nothing has reached %s", s.name)
	}
	return s.requests[len(s.requests)-1]
}

// count is the number of requests so far.
func (s *server) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.requests)
}
