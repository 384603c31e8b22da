// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clients_test

import (
	"net/http"
	"strings"
	"sync"
)

// revealing is the header in which a witness tries to tell the client the credential.
const revealing = "X-Seen"

// A witness stands in front of a tool and judges what arrives. It keeps verdicts, and no credential.
type witness struct {
	// right says whether a request has the credential that it should have.
	right func(method, path, authorization string) bool

	mu sync.Mutex
	// tokens are those of callers, none of which may arrive.
	tokens []string
	seen   []sight
}

// sight is a request that arrived.
type sight struct {
	what string
	// authorized says that it had a credential, right that it was the one for it.
	authorized, right bool
	// token is where the token of a caller was.
	token string
	// encoding is that of the body.
	encoding string
}

// forbid adds a token of a caller.
func (w *witness) forbid(token string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.tokens = append(w.tokens, token)
}

func (w *witness) note(method, path string, header http.Header) {
	w.mu.Lock()
	defer w.mu.Unlock()
	authorization := strings.Join(header.Values("Authorization"), ", ")
	one := sight{
		what: method + " " + path, authorized: authorization != "", encoding: header.Get("Content-Encoding"),
		right: authorization != "" && w.right(method, path, authorization),
	}
	if header.Get("Proxy-Authorization") != "" {
		one.token = "Proxy-Authorization"
	}
	for _, token := range w.tokens {
		if strings.Contains(path, token) {
			one.token = "the URL"
		}
		for name, values := range header {
			if strings.Contains(strings.Join(values, ", "), token) {
				one.token = name
			}
		}
	}
	w.seen = append(w.seen, one)
}

// in puts the witness in front of a handler. It sends back the credential in a header, which must not reach the client.
func (w *witness) in(handler http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.note(r.Method, r.URL.RequestURI(), r.Header)
		if authorization := r.Header.Get("Authorization"); authorization != "" {
			rw.Header().Set(revealing, authorization)
		}
		handler.ServeHTTP(rw, r)
	})
}

func (w *witness) count() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.seen)
}

// since are the requests that arrived after the first n.
func (w *witness) since(n int) []sight {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]sight(nil), w.seen[n:]...)
}
