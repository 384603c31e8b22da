// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package configurations_test

import (
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"testing"

	corev1 "k8s.io/api/core/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/gitserver"
)

const repository = "team/app.git"

// A forge is a Git server as one of the classes knows it.
type forge struct {
	class, auth string
	secretType  corev1.SecretType
	// username is the one that the server wants with the password or the token.
	username string
	// inFront serves what is more than Git.
	inFront func(prefix, token string, git http.Handler) http.Handler
}

func forges() []forge {
	return []forge{
		{class: "git", auth: "basicAuth", secretType: corev1.SecretTypeBasicAuth, username: "robot", inFront: onlyGit},
		{class: "gitlab", auth: "token", secretType: v1alpha1.SecretTypeBearerToken, username: "oauth2", inFront: likeGitLab},
		{class: "github", auth: "token", secretType: v1alpha1.SecretTypeBearerToken, username: "x-access-token", inFront: likeGitHub},
	}
}

func onlyGit(_, _ string, git http.Handler) http.Handler { return git }

// likeGitLab wants the token in the header of its API, and sends whoever has none away.
func likeGitLab(prefix, token string, git http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch known := r.Header.Get("Private-Token") == token; {
		case !known:
			w.WriteHeader(http.StatusUnauthorized)
		case r.URL.Path != prefix+"/api/v4/user":
			git.ServeHTTP(w, r)
		}
	})
}

// likeGitHub shows its first page to everybody.
func likeGitHub(_, _ string, git http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			git.ServeHTTP(w, r)
		}
	})
}

// open starts a server with an empty repository below a prefix, and makes a Connector to it. suffix ends its address.
func (f forge) open(t *testing.T, tm team, prefix, suffix string) (server *gitserver.Server, address string, c *v1alpha1.Connector) {
	t.Helper()
	password := rand.Text()
	server, err := gitserver.Start(gitserver.Config{
		Dir: t.TempDir(), Username: f.username, Password: password, PathPrefix: prefix,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := server.CreateRepository(repository); err != nil {
		t.Fatal(err)
	}
	front := httptest.NewServer(f.inFront(prefix, password, server))
	t.Cleanup(front.Close)
	secret := map[string]string{"token": password}
	if f.secretType == corev1.SecretTypeBasicAuth {
		secret = map[string]string{"username": f.username, "password": password}
	}
	spec := v1alpha1.ConnectorSpec{ConnectorClassName: f.class, Address: front.URL + prefix + suffix, Auth: &v1alpha1.ConnectorAuth{
		Name: f.auth, SecretRef: &v1alpha1.SecretReference{Name: tm.secret(t, f.secretType, secret)},
	}}
	if f.class != "gitlab" {
		spec.Auth.Params = []v1alpha1.Param{{Name: "repository", Value: v1alpha1.NewStringValue(repository)}}
	}
	return server, front.URL + prefix, tm.connect(t, spec)
}
