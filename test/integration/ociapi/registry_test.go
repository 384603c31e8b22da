// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package ociapi_test

import (
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path/filepath"
	"testing"
	"time"

	"connectors.alauda.io/test/registry"
	"connectors.alauda.io/test/registry/registrytest"
)

const (
	robot = "robot"
	// tokenLife is that of the registry's tokens.
	tokenLife = 5 * time.Minute
)

// images is a registry whose token service is at the same host, as with Harbor and Quay. It opens to robot.
type images struct {
	// base is the URL of the registry.
	base, password string
	// content is where the registry keeps its files.
	content string
	// host is all that is served at base.
	host *http.ServeMux
}

func newImages(t *testing.T) images {
	t.Helper()
	i := images{password: rand.Text(), host: http.NewServeMux()}
	tokens, err := registry.StartTokenService(map[string]registry.User{
		robot: {Password: i.password, Rights: map[string][]string{"*": {"pull", "push", "*"}}},
	}, tokenLife)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(tokens.Close)
	i.host.Handle("/token", tokens)
	server := httptest.NewServer(i.host)
	i.base = server.URL
	dir := t.TempDir()
	auth, err := tokens.Auth(dir)
	if err != nil {
		t.Fatal(err)
	}
	section, ok := auth["token"].(map[string]any)
	if !ok {
		t.Fatalf("the registry's section auth holds no token: %v", auth)
	}
	section["realm"] = i.base + "/token"
	i.host.Handle("/v2/", behind(t, registrytest.Start(t, registry.Config{Dir: dir, Auth: auth})))
	t.Cleanup(server.Close)
	i.content = filepath.Join(dir, "content", "docker", "registry", "v2")
	return i
}

// behind is a server that has another one answer.
func behind(t *testing.T, base string) http.Handler {
	t.Helper()
	to, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	return &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(to)
		r.Out.Host = r.In.Host
	}}
}
