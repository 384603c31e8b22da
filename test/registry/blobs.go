// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package registry

import (
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync/atomic"
)

// Blobs serves the content of a registry's directory, as a store of objects does to which a registry redirects. It refuses
// requests with a credential, as such stores do.
type Blobs struct {
	server          *httptest.Server
	served, refused atomic.Int64
}

// StartBlobs serves the content of the registry in dir until Close.
func StartBlobs(dir string) *Blobs {
	b := &Blobs{}
	files := http.FileServer(http.Dir(filepath.Join(dir, "content")))
	b.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "" || r.Header.Get("Cookie") != "" {
			b.refused.Add(1)
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		b.served.Add(1)
		files.ServeHTTP(w, r)
	}))
	return b
}

// URL is where the blobs are.
func (b *Blobs) URL() string { return b.server.URL }

// Close ends the server.
func (b *Blobs) Close() { b.server.Close() }

// Served is how many requests were answered, and Refused how many came with a credential.
func (b *Blobs) Served() int64 { return b.served.Load() }

// Refused is how many requests came with a credential.
func (b *Blobs) Refused() int64 { return b.refused.Load() }
