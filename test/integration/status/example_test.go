// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package status_test

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/gitserver"
)

// startGit starts a Git server with the repository of the examples.
func startGit(t *testing.T, config *tls.Config) *gitserver.Server {
	t.Helper()
	server, err := gitserver.Start(gitserver.Config{Dir: t.TempDir(), Username: username, Password: password, TLS: config})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := server.CreateRepository("org/repo.git"); err != nil {
		t.Fatal(err)
	}
	return server
}

// apply applies an example, with its placeholders filled in.
func (r room) apply(t *testing.T, manifest string, placeholders ...string) {
	t.Helper()
	r.stack.KubectlInput(t, strings.NewReplacer(placeholders...).Replace(manifest), "apply", "-n", r.namespace, "-f", "-")
}

const gitWithBasicAuth = `
apiVersion: v1
kind: Secret
metadata:
  name: git-auth
type: kubernetes.io/basic-auth
stringData:
  username: USERNAME
  password: PASSWORD
---
apiVersion: connectors.alauda.io/v1alpha1
kind: Connector
metadata:
  name: git-github
spec:
  connectorClassName: git
  address: ADDRESS
  auth:
    name: basic-auth
    secretRef:
      name: git-auth
      namespace: NAMESPACE
    params:
    - name: repository
      value: "org/repo.git"
`

const gitWithoutAuth = `
apiVersion: connectors.alauda.io/v1alpha1
kind: Connector
metadata:
  name: git-public
spec:
  connectorClassName: git
  address: ADDRESS
  auth:
    name: basic-auth
  params:
    - name: repository
      value: "org/repo.git"
`

// The examples of the documentation with a real Git server: one that asks for a password, and a public one.
func TestDocumentedGitConnectors(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	server := startGit(t, nil)
	public := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.SetBasicAuth(username, password)
		server.ServeHTTP(w, r)
	}))
	t.Cleanup(public.Close)
	r.apply(t, gitWithBasicAuth, "ADDRESS", server.URL(), "NAMESPACE", r.namespace, "USERNAME", username, "PASSWORD", password)
	r.apply(t, gitWithoutAuth, "ADDRESS", public.URL)
	good := wants{classReady: yes(""), secretReady: yes(""), livenessReady: yes(""), authReady: yes(""), proxyReady: yes("")}
	r.expect(t, "git-github", good)
	good[secretReady] = yes("SecretOptional")
	r.expect(t, "git-public", good)
	// As users wait for it.
	r.stack.Kubectl(t, "wait", "--for=condition=Ready", "connector", "git-github", "git-public", "-n", r.namespace, "--timeout=1m")

	r.editConnector(t, "git-github", func(spec *v1alpha1.ConnectorSpec) {
		spec.Auth.Params[0].Value = v1alpha1.NewStringValue("org/absent.git")
	})
	good[secretReady], good[authReady] = yes(""), no("ProbeFailed", server.URL()+"/org/absent.git/info/refs", "404")
	r.expectSoon(t, "git-github", good)
	server.SetPassword("another")
	r.editConnector(t, "git-github", func(spec *v1alpha1.ConnectorSpec) {
		spec.Auth.Params[0].Value = v1alpha1.NewStringValue("org/repo.git")
	})
	good[authReady] = no("AuthenticationFailed", server.URL()+"/org/repo.git/info/refs", "401")
	r.expectSoon(t, "git-github", good)
}
