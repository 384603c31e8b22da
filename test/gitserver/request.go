// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gitserver

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// A Request is what is kept of a request. It holds no credential.
type Request struct {
	Method, Path, RawQuery string
	// UserAgent is what the client calls itself.
	UserAgent string
	// HeaderNames are the names of the headers that arrived, in alphabetical order.
	HeaderNames []string
	// Authorization is what is known of the header of that name.
	Authorization Authorization
	// Accepted tells whether it was the right user name and password.
	Accepted bool
}

// An Authorization is what is kept of an Authorization header.
type Authorization struct {
	// Scheme is Basic, Bearer or unknown; empty: there was no such header.
	Scheme string
	// Username is that of Basic authentication.
	Username    string
	fingerprint [sha256.Size]byte
}

// Is tells whether header, such as "Bearer abc", is what arrived.
func (a Authorization) Is(header string) bool {
	return a.Scheme != "" && a.fingerprint == digest(header)
}

// String says all but the secret.
func (a Authorization) String() string {
	switch {
	case a.Scheme == "":
		return "none"
	case a.Username != "":
		return fmt.Sprintf("%s %s:<redacted>", a.Scheme, a.Username)
	}
	return a.Scheme + " <redacted>"
}

func newRequest(r *http.Request) Request {
	return Request{
		Method:        r.Method,
		Path:          r.URL.Path,
		RawQuery:      r.URL.RawQuery,
		UserAgent:     r.UserAgent(),
		HeaderNames:   slices.Sorted(maps.Keys(r.Header)),
		Authorization: newAuthorization(r),
	}
}

func newAuthorization(r *http.Request) Authorization {
	header := r.Header.Get("Authorization")
	if header == "" {
		return Authorization{}
	}
	scheme, _, _ := strings.Cut(header, " ")
	if scheme != "Basic" && scheme != "Bearer" {
		// It may be the beginning of a secret that somebody sent without a scheme.
		scheme = "unknown"
	}
	username, _, _ := r.BasicAuth()
	return Authorization{Scheme: scheme, Username: username, fingerprint: digest(header)}
}

// kept is how many requests are kept: more than a test looks at, and not all of a benchmark.
const kept = 1000

// A log keeps the last requests.
type log struct {
	mu    sync.Mutex
	last  []Request
	total int
}

func (l *log) add(request Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.total++
	l.last = append(l.last, request)
	if len(l.last) > kept {
		l.last = slices.Delete(l.last, 0, 1)
	}
}

// Requests returns the requests that arrived, the oldest first, and of many only the last thousand.
func (s *Server) Requests() []Request {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	return slices.Clone(s.log.last)
}

// Count returns how many requests have arrived.
func (s *Server) Count() int {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	return s.log.total
}
