// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package registry_test

import (
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/registry"
	"connectors.alauda.io/test/registry/registrytest"
)

// startHarbor stands in for Harbor: the real registry, which takes the same password as Harbor does for images, and the one
// path of Harbor's API that the class asks for. A robot account is no user there.
func startHarbor(t *testing.T, name, password string) string {
	t.Helper()
	dir := t.TempDir()
	auth, err := registry.Users(dir, name, password)
	if err != nil {
		t.Fatal(err)
	}
	images, err := url.Parse(registrytest.Start(t, registry.Config{Dir: dir, Auth: auth}))
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/v2/", &httputil.ReverseProxy{Rewrite: func(pr *httputil.ProxyRequest) {
		pr.SetURL(images)
		pr.Out.Host = pr.In.Host
	}})
	mux.HandleFunc("/api/version", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("/api/v2.0/users/current", func(w http.ResponseWriter, r *http.Request) {
		code := http.StatusPreconditionFailed
		if user, given, _ := r.BasicAuth(); user != name || given != password {
			code = http.StatusUnauthorized
		}
		w.WriteHeader(code)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

func TestHarborClass(t *testing.T) {
	const account = "robot$builder"
	tl := tool{namespace: stack.Namespace(t), password: rand.Text()}
	tl.token = tokenFor(t, stack.ServiceAccount(t, tl.namespace, userRole))
	makeReady(t, tl.namespace, &v1alpha1.Connector{
		ObjectMeta: metav1.ObjectMeta{Name: connectorName},
		Spec: v1alpha1.ConnectorSpec{
			ConnectorClassName: "harbor", Address: startHarbor(t, account, tl.password),
			Auth: &v1alpha1.ConnectorAuth{Name: "basicAuth", SecretRef: &v1alpha1.SecretReference{Name: connectorName}},
		},
	}, v1alpha1.SecretTypeBasicAuth, account, tl.password)
	c := newClient(t, proxyHost(t), tl.token)
	image := tl.image(t, connectorName, "library/app")
	c.crane("append", "-f", c.layer(1<<20), "-t", image+":1")
	c.crane("validate", "--remote", image+":1")
	c.skopeo("copy", "--src-tls-verify=false", "--dest-tls-verify=false", "docker://"+image+":1", "docker://"+image+":2")
	w := newWire(t, tl)
	w.push("library/app", "content")
	tl.expectLogWithout(t, basic(account, tl.password))
}
