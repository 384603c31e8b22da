// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package classapi_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// largest is as many bytes as a list may have at once.
const largest = 8 << 20

// hostilePaths are what a hostile tool is asked for: all that it can have somebody hold a lot of.
func hostilePaths() []string {
	return []string{
		"/oci/tags?repository=ends&itemsPerPage=10000", "/oci/tags?repository=hangs", "/oci/repositories?itemsPerPage=10000",
		"/oci/manifest?repository=index&reference=v1", "/git/refs?repository=hangs&itemsPerPage=10000", "/git/refs?repository=ends&itemsPerPage=10000",
	}
}

// startHostile is a tool whose answers are as large as they may be. Some do not end.
func startHostile(t *testing.T) string {
	t.Helper()
	list := listOf(largest)
	mux := http.NewServeMux()
	mux.HandleFunc("/v2/ends/tags/list", writes(list))
	mux.HandleFunc("/v2/_catalog", writes(strings.Replace(list, "tags", "repositories", 1)))
	mux.HandleFunc("/v2/hangs/tags/list", hangsAfter(list[:len(list)-2]))
	mux.HandleFunc("/v2/index/manifests/v1", indexOf(4<<20))
	names := references(10_000)
	for _, name := range []string{"hangs", "ends"} {
		mux.HandleFunc("/"+name+"/info/refs", writesGit("advertisement", packet("version 2\n")+packet("ls-refs\n")+"0000"))
	}
	mux.HandleFunc("/ends/git-upload-pack", writesGit("result", names+"0000"))
	mux.HandleFunc("/hangs/git-upload-pack", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/x-git-upload-pack-result")
		hangsAfter(names)(w, r)
	})
	return serve(t, mux)
}

// serve gives the URL of a tool that there is until the test ends.
func serve(t *testing.T, tool http.Handler) string {
	t.Helper()
	server := httptest.NewServer(tool)
	t.Cleanup(server.Close)
	return server.URL
}

// listOf is a page of tags that has so many bytes.
func listOf(bytes int) string {
	const begin, name, end = `{"tags":["a"`, `,"%032d"`, `]}`
	var all strings.Builder
	all.WriteString(begin)
	for i := 0; all.Len()+len(fmt.Sprintf(name, i))+len(end) <= bytes; i++ {
		_, _ = fmt.Fprintf(&all, name, i)
	}
	return all.String() + end
}

// indexOf is a manifest of many platforms, of as many bytes.
func indexOf(bytes int) http.HandlerFunc {
	const begin, end = `{"schemaVersion":2,"manifests":[{}`, `]}`
	entry := `,{"digest":"sha256:` + strings.Repeat("0", 64) + `","platform":{"os":"` + strings.Repeat("x", 400) + `"}}`
	manifest := begin + strings.Repeat(entry, (bytes-len(begin)-len(end))/len(entry)) + end
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/vnd.oci.image.index.v1+json")
		writes(manifest)(w, r)
	}
}

// references are long names that each take much of what a page may have.
func references(n int) string {
	var all strings.Builder
	for i := range n {
		all.WriteString(packet(fmt.Sprintf("%040x refs/heads/%0180d\n", i, i)))
	}
	return all.String()
}

func packet(text string) string { return fmt.Sprintf("%04x%s", len(text)+4, text) }

func writesGit(kind, text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/x-git-upload-pack-"+kind)
		_, _ = io.WriteString(w, text)
	}
}

func writes(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, text) }
}

// hangsAfter writes a text and has the caller wait for the rest of it.
func hangsAfter(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		writes(text)(w, r)
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	}
}
