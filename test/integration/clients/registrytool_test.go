// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clients_test

import (
	"crypto/rand"
	"encoding/base64"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"
	"time"

	"connectors.alauda.io/test/registry"
)

const (
	realm         = "/auth/token"
	registryToken = 5 * time.Minute
)

// registryTool is a real registry whose tokens come from a token service at the same address, and whose blobs are at another
// host, which refuses credentials.
func registryTool(t *testing.T, _ *room) tool {
	t.Helper()
	const username = "robot"
	password := rand.Text()
	everything := map[string][]string{"*": {"pull", "push", "delete"}}
	tokens, err := registry.StartTokenService(
		map[string]registry.User{username: {Password: password, Rights: everything}}, registryToken)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(tokens.Close)
	dir := t.TempDir()
	auth, err := tokens.Auth(dir)
	if err != nil {
		t.Fatal(err)
	}
	// The realm is at whatever address the registry was asked at.
	auth["token"].(map[string]any)["autoredirect"] = true
	auth["token"].(map[string]any)["autoredirectpath"] = realm
	blobs := registry.StartBlobs(dir)
	t.Cleanup(func() {
		blobs.Close()
		if blobs.Refused() != 0 || blobs.Served() == 0 {
			t.Errorf("blobs were asked for %d times, and %d times with a credential", blobs.Served(), blobs.Refused())
		}
	})
	server, err := registry.Start(t.Context(), registry.Config{
		Program: built(t, "registry", "registry"), Dir: dir, Auth: auth,
		// crane follows no redirect to another host that is written as an address of a private network.
		Blobs: strings.Replace(blobs.URL(), "127.0.0.1", "localhost", 1),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Error(err)
		}
	})
	return tool{
		serve: serveHTTP(inFront(t, server.URL(), tokens)), auth: registryAuth,
		secret: map[string]string{"username": username, "password": password}, right: rightAtRegistry(username, password),
	}
}

// inFront serves a registry and its token service at one address.
func inFront(t *testing.T, registryURL string, tokens http.Handler) http.Handler {
	t.Helper()
	to, err := url.Parse(registryURL)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle(realm, tokens)
	mux.Handle("/", &httputil.ReverseProxy{FlushInterval: -1, Rewrite: func(p *httputil.ProxyRequest) {
		p.SetURL(to)
		p.Out.Host = p.In.Host
		p.SetXForwarded()
	}})
	return mux
}

// rightAtRegistry has the password arrive at the token service only, and tokens everywhere else. That they are the right
// ones the registry sees to.
func rightAtRegistry(username, password string) func(method, path, authorization string) bool {
	basic := "Basic " + base64.StdEncoding.EncodeToString([]byte(username+":"+password))
	return func(_, path, authorization string) bool {
		u, err := url.Parse(path)
		if err != nil {
			return false
		}
		if u.Path == realm {
			return authorization == basic
		}
		return strings.HasPrefix(authorization, "Bearer ")
	}
}
