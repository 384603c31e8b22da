// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package e2e_test

import (
	"crypto/rand"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path/filepath"
	"testing"

	"connectors.alauda.io/hack/local/cluster"
	"connectors.alauda.io/test/gitserver"
	"connectors.alauda.io/test/registry"
)

// serve answers at the address of this machine that Pods reach.
func serve(t *testing.T, handler http.Handler) (address string) {
	t.Helper()
	listener, err := net.Listen("tcp", net.JoinHostPort(stack.Cluster().Host(), "0"))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(handler)
	if err := server.Listener.Close(); err != nil {
		t.Fatal(err)
	}
	server.Listener = listener
	server.Start()
	t.Cleanup(server.Close)
	return server.URL
}

// repository is the one that a forge has, empty at first.
const repository = "team/app.git"

// A forge is a Git server with an API that takes its token as GitLab does.
type forge struct {
	git              *gitserver.Server
	address          string
	username, secret string
}

// newForge starts a forge that wants this user name with its secret, which nobody can guess.
func newForge(t *testing.T, username string) forge {
	t.Helper()
	f := forge{username: username, secret: rand.Text()}
	var err error
	f.git, err = gitserver.Start(gitserver.Config{Dir: t.TempDir(), Username: username, Password: f.secret})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.git.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := f.git.CreateRepository(repository); err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/", f.git)
	mux.HandleFunc("/api/v4/", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Private-Token") != f.secret {
			w.WriteHeader(http.StatusUnauthorized)
		}
	})
	f.address = serve(t, mux)
	return f
}

// newRegistry starts a registry of images that wants this password of the user robot.
func newRegistry(t *testing.T, password string) (address string) {
	t.Helper()
	bin, err := cluster.FindBinDir()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	auth, err := registry.Users(dir, "robot", password)
	if err != nil {
		t.Fatal(err)
	}
	server, err := registry.Start(t.Context(), registry.Config{Program: filepath.Join(bin, "registry"), Dir: dir, Auth: auth})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Error(err)
		}
	})
	at, err := url.Parse(server.URL())
	if err != nil {
		t.Fatal(err)
	}
	return serve(t, &httputil.ReverseProxy{Rewrite: func(p *httputil.ProxyRequest) {
		p.SetURL(at)
		p.Out.Host = p.In.Host
	}})
}
