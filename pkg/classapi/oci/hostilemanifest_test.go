// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package oci_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	v1 "github.com/google/go-containerregistry/pkg/v1"
)

const (
	ociManifest = "application/vnd.oci.image.manifest.v1+json"
	ociIndex    = "application/vnd.oci.image.index.v1+json"
	ociConfig   = "application/vnd.oci.image.config.v1+json"
)

// descriptor is one as a manifest holds it.
func descriptor(media string, size int64, more string) string {
	return fmt.Sprintf(`{"mediaType":%q,"size":%d,"digest":"sha256:%s"%s}`, media, size, strings.Repeat("0", 64), more)
}

// imageOf is a manifest with a configuration.
func imageOf(config string) string { return `{"schemaVersion":2,"config":` + config + `,"layers":[]}` }

func TestHostileManifests(t *testing.T) {
	digest := "sha256:" + strings.Repeat("0", 64)
	config := imageOf(descriptor(ociConfig, 2, ""))
	for name, test := range map[string]struct {
		reference string
		handler   http.Handler
		code      int
		message   string
	}{
		"a page of a web site":   {"v1", saying(200, "<html>canary</html>", "Content-Type", "text/html"), 502, "no media type that is known"},
		"an unknown media type":  {"v1", saying(200, `{"mediaType":"canary/canary"}`, "Content-Type", "canary/canary"), 502, "no media type"},
		"nothing":                {"v1", saying(200, "", "Content-Type", ociManifest), 502, "cannot be read"},
		"no JSON":                {"v1", saying(200, said, "Content-Type", ociManifest), 502, "cannot be read"},
		"a digest that is none":  {"v1", saying(200, `{"config":{"digest":"canary"}}`, "Content-Type", ociManifest), 502, "cannot be read"},
		"an index that is none":  {"v1", saying(200, `{"manifests":"canary"}`, "Content-Type", ociIndex), 502, "cannot be read"},
		"a gigabyte":             {"v1", endless(`{"annotations":{"a":"`, "a", "Content-Type", ociManifest), 502, "larger than"},
		"a million layers":       {"v1", saying(200, `{"layers":[{}`+strings.Repeat(`,{}`, 1<<20)+`]}`, "Content-Type", ociManifest), 502, "more than 50000 parts"},
		"a million platforms":    {"v1", saying(200, `{"manifests":[0`+strings.Repeat(`,0`, 1<<20)+`]}`, "Content-Type", ociIndex), 502, "more than 50000 parts"},
		"another manifest":       {digest, saying(200, config, "Content-Type", ociManifest), 502, "another digest"},
		"a size below zero":      {"v1", saying(200, imageOf(descriptor(ociConfig, -1, "")), "Content-Type", ociManifest), 502, "sizes"},
		"a size without an end":  {"v1", saying(200, imageOf(descriptor(ociConfig, 1<<62, "")), "Content-Type", ociManifest), 502, "sizes"},
		"another configuration":  {"v1", withConfig(config, saying(200, "[]")), 502, "another digest or size"},
		"a longer configuration": {"v1", withConfig(config, saying(200, "{}{}")), 502, "another digest or size"},
		"a long history":         {"v1", withConfig(imageOf(descriptor(ociConfig, 1<<20, "")), saying(200, `{"history":[{}`+strings.Repeat(`,{}`, 1<<18)+`]}`)), 502, "more than 50000 parts"},
		"a broken configuration": {"v1", withConfig(config, saying(500, said)), 502, "500"},
		"a refused credential":   {"v1", withConfig(config, saying(403, said)), 403, "credential"},
		"a wrong copy of it":     {"v1", saying(200, imageOf(descriptor(ociConfig, 2, `,"data":"W10="`)), "Content-Type", ociManifest), 502, "another digest"},
		"no such tag":            {"v1", saying(404, coded("MANIFEST_UNKNOWN")), 404, "team/app:v1"},
		"no such digest":         {digest, saying(404, coded("MANIFEST_UNKNOWN")), 404, "team/app@sha256:0"},
	} {
		t.Run(name, func(t *testing.T) {
			opened := open(t, anonymous(serve(t, test.handler)))
			_, err := ask(t.Context(), t, opened, manifestPath, "repository=team/app&reference="+test.reference)
			expectStatus(t, err, test.code, test.message, said)
		})
	}
}

// withConfig has a manifest, and a configuration by another handler.
func withConfig(manifest string, config http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/v2/team/app/manifests/", saying(http.StatusOK, manifest, "Content-Type", ociManifest))
	mux.Handle("/v2/team/app/blobs/", config)
	mux.HandleFunc("/v2/", func(http.ResponseWriter, *http.Request) {})
	return mux
}

// TestConfigurationsElsewhere has registries that do not give the configuration of an image themselves.
func TestConfigurationsElsewhere(t *testing.T) {
	store := serve(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("another host was asked for %s", r.URL)
	}))
	for name, config := range map[string]http.HandlerFunc{
		"at another host": saying(307, "", "Location", store+"/blob?signature=canary"),
		"nowhere":         saying(404, coded("BLOB_UNKNOWN")),
	} {
		t.Run(name, func(t *testing.T) {
			i := images{t: t, base: serve(t, renamed(withConfig(imageOf(descriptor(ociConfig, 2, "")), config)))}
			got := i.manifest("v1")
			if len(got.Platforms) != 0 || got.Created != nil || got.Size == nil || got.ArtifactType != ociConfig {
				t.Errorf("got %+v", got)
			}
		})
	}
}

// renamed calls the repository team/app library/app.
func renamed(handler http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.URL.Path = strings.Replace(r.URL.Path, "library/", "team/", 1)
		handler.ServeHTTP(w, r)
	})
}

// TestConfigurationAtTheSameHost follows a redirect that stays at the Connector's address.
func TestConfigurationAtTheSameHost(t *testing.T) {
	i := newImages(t)
	i.push("v1", i.ociImage(v1.Platform{OS: "linux", Architecture: "amd64"}))
	registry := i.base
	i.base = serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path, moved := strings.CutPrefix(r.URL.Path, "/moved")
		if !moved && strings.Contains(path, "/blobs/") {
			http.Redirect(w, r, "/moved"+path, http.StatusTemporaryRedirect)
			return
		}
		forward(t, w, r, registry+path)
	}))
	if got := i.manifest("v1").Platforms; len(got) != 1 || got[0].OS != "linux" {
		t.Errorf("got %+v", got)
	}
}

// forward answers with what another server answers.
func forward(t *testing.T, w http.ResponseWriter, r *http.Request, to string) {
	t.Helper()
	request, err := http.NewRequestWithContext(r.Context(), http.MethodGet, to, http.NoBody)
	if err != nil {
		t.Error(err)
		return
	}
	request.Header.Set("Accept", r.Header.Get("Accept"))
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Error(err)
		return
	}
	defer func() { _ = answer.Body.Close() }()
	w.Header().Set("Content-Type", answer.Header.Get("Content-Type"))
	w.WriteHeader(answer.StatusCode)
	_, _ = io.Copy(w, answer.Body)
}
