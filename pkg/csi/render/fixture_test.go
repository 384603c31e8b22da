// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package render_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/csi/render"
	"connectors.alauda.io/pkg/target"
)

const (
	canary    = "canary-token-5f1d"
	proxyCA   = "-----BEGIN CERTIFICATE-----\nproxy\n-----END CERTIFICATE-----\n"
	systemCAs = "-----BEGIN CERTIFICATE-----\nsystem\n-----END CERTIFICATE-----\n"
)

func newConnector(changes ...func(*v1alpha1.Connector)) *v1alpha1.Connector {
	c := &v1alpha1.Connector{
		ObjectMeta: metav1.ObjectMeta{Namespace: "team", Name: "git", UID: "5f1d"},
		Spec:       v1alpha1.ConnectorSpec{ConnectorClassName: "git", Address: "https://github.com"},
		Status: v1alpha1.ConnectorStatus{Proxy: &v1alpha1.ConnectorProxyStatus{HTTPAddress: &v1alpha1.Addressable{
			URL: "http://c-git.team.svc.cluster.local", CACerts: proxyCA,
		}}},
	}
	for _, change := range changes {
		change(c)
	}
	return c
}

func proxyURL(url string) func(*v1alpha1.Connector) {
	return func(c *v1alpha1.Connector) { c.Status.Proxy.HTTPAddress.URL = url }
}

func noProxy(c *v1alpha1.Connector) { c.Status.Proxy = nil }

func newInput(names ...string) render.Input {
	return render.Input{
		Connector: newConnector(), Names: names, Token: target.NewCredential(canary), SystemCAs: systemCAs,
	}
}

func configuration(name string, files map[string]string, params ...v1alpha1.ParamSpec) v1alpha1.Configuration {
	return v1alpha1.Configuration{Name: name, Data: files, Params: params}
}

// one is a class with a single file f in a configuration c.
func one(text string, params ...v1alpha1.ParamSpec) *render.Class {
	return render.Compile([]v1alpha1.Configuration{configuration("c", map[string]string{"f": text}, params...)})
}

func mustRender(t *testing.T, class *render.Class, in render.Input) map[string]string {
	t.Helper()
	files, err := class.Render(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	return revealed(files)
}

func revealed(files render.Files) map[string]string {
	plain := make(map[string]string, len(files))
	for name, content := range files {
		plain[name] = content.Reveal()
	}
	return plain
}

func builtInNames() []string {
	return []string{"ca.crt", "connector.status.proxyAddress", "context.proxy.caCert", "context.token", "http.proxy", "https.proxy"}
}

func namesOf(files map[string]string) []string { return slices.Sorted(maps.Keys(files)) }

// expectError holds that nothing is given beside an error, that its text has some parts, fits an Event and shows no token.
func expectError(t *testing.T, files render.Files, err error, parts ...string) {
	t.Helper()
	if err == nil || files != nil {
		t.Fatalf("got %v, %v", files, err)
	}
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q does not say %q", err, part)
		}
	}
	if len(err.Error()) > 500 || strings.ContainsAny(err.Error(), "\n\r\x00") {
		t.Errorf("an error of %d bytes does not fit an Event: %q", len(err.Error()), err)
	}
	if strings.Contains(err.Error(), canary) {
		t.Errorf("the token is shown: %q", err)
	}
}
