// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clients_test

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"
)

// fileSize is more than curl sends without having asked by Expect.
const fileSize = 2 << 20

// A fileTool is a tool with one file, uploads and redirects.
type fileTool struct {
	content []byte
	// elsewhere is another server, to which the tool redirects; leaked counts requests to it that hold a credential.
	elsewhere *httptest.Server
	leaked    atomic.Int64
}

// newFileTool makes the tool.
func newFileTool(t *testing.T) *fileTool {
	t.Helper()
	f := &fileTool{content: make([]byte, fileSize)}
	if _, err := rand.Read(f.content); err != nil {
		t.Fatal(err)
	}
	f.elsewhere = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "" || r.Header.Get("Proxy-Authorization") != "" {
			f.leaked.Add(1)
		}
		_, _ = io.WriteString(w, "elsewhere")
	}))
	t.Cleanup(func() {
		f.elsewhere.Close()
		if f.leaked.Load() != 0 {
			t.Errorf("%d requests to the other host had a credential on them", f.leaked.Load())
		}
	})
	return f
}

// curlTool is a tool that is opened by a token.
func curlTool(t *testing.T, _ *room) tool {
	t.Helper()
	f := newFileTool(t)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /file", func(w http.ResponseWriter, r *http.Request) {
		http.ServeContent(w, r, "file.bin", time.Time{}, bytes.NewReader(f.content))
	})
	mux.HandleFunc("GET /digest", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, digest(f.content)) })
	mux.HandleFunc("PUT /upload", func(w http.ResponseWriter, r *http.Request) {
		sum := sha256.New()
		if _, err := io.Copy(sum, r.Body); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		_, _ = io.WriteString(w, hex.EncodeToString(sum.Sum(nil)))
	})
	mux.HandleFunc("PUT /refuse", func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "it is not wanted", http.StatusForbidden)
	})
	mux.HandleFunc("GET /to/file", func(w http.ResponseWriter, r *http.Request) {
		scheme := "http://"
		if r.TLS != nil {
			scheme = "https://"
		}
		w.Header().Set("Location", scheme+r.Host+"/file")
		w.WriteHeader(http.StatusFound)
	})
	mux.HandleFunc("GET /to/elsewhere", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, f.elsewhere.URL+"/there", http.StatusFound)
	})
	return bearerTool(rand.Text(), mux)
}

func digest(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}
