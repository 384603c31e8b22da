// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package oci_test

import (
	"net/http"
	"strings"
	"testing"
)

// TestMediaTypes has registries that tell the media type of a manifest in other ways.
func TestMediaTypes(t *testing.T) {
	telling := `{"mediaType":"` + ociManifest + `","config":` + descriptor("a/b", 1, "") + `}`
	for name, test := range map[string]struct {
		header, body string
	}{
		"with a parameter":       {header: ociManifest + "; charset=utf-8", body: imageOf(descriptor("a/b", 1, ""))},
		"in the manifest only":   {header: "application/json", body: telling},
		"in upper case":          {header: strings.ToUpper(ociManifest), body: imageOf(descriptor("a/b", 1, ""))},
		"wrong, and in the text": {header: "text/plain", body: telling},
	} {
		t.Run(name, func(t *testing.T) {
			i := images{t: t, base: serve(t, saying(http.StatusOK, test.body, "Content-Type", test.header))}
			if got := i.manifest("v1"); got.MediaType != ociManifest || *got.Size != int64(len(test.body))+1 {
				t.Errorf("got %+v", got)
			}
		})
	}
}

// TestOldManifest is for the first schema of Docker, of which no more is said than its digest and its size.
func TestOldManifest(t *testing.T) {
	const media = "application/vnd.docker.distribution.manifest.v1+json"
	i := images{t: t, base: serve(t, saying(http.StatusOK, `{"schemaVersion":1}`, "Content-Type", media))}
	got := i.manifest("v1")
	if got.MediaType != media || got.Digest == "" || *got.Size != 19 || len(got.Platforms) != 0 {
		t.Errorf("got %+v", got)
	}
}

// TestLargeIndex bounds what is looked up.
func TestLargeIndex(t *testing.T) {
	entry := descriptor(ociManifest, 1, `,"platform":{"os":"linux","architecture":"amd64"}`)
	index := `{"manifests":[` + entry + strings.Repeat(","+entry, 999) + `]}`
	registry := &paged{}
	mux := http.NewServeMux()
	mux.HandleFunc("/v2/library/app/manifests/v1", saying(http.StatusOK, index, "Content-Type", ociIndex))
	mux.Handle("/", registry)
	got := images{t: t, base: serve(t, mux)}.manifest("v1")
	if len(got.Platforms) != 1000 {
		t.Errorf("%d platforms of 1000", len(got.Platforms))
	}
	if asked := registry.asked.Load(); asked > 65 {
		t.Errorf("%d requests", asked)
	}
}
