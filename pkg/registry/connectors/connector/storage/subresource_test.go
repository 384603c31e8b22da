// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package storage

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/apiserver/pkg/registry/rest"
)

func TestSplitPath(t *testing.T) {
	const api = "/apis/connectors.alauda.io/v1alpha1/namespaces/team/connectors/tool/api"
	for escaped, want := range map[string][2]string{
		api:                         {api, ""},
		api + "/":                   {api, "/"},
		api + "/git/refs":           {api, "/git/refs"},
		api + "//git":               {api, "//git"},
		api + "/a%2Fb/":             {api, "/a%2Fb/"},
		"/apis/a/b/c/d/e/%66/api/g": {"/apis/a/b/c/d/e/%66/api", "/g"},
		"/apis":                     {"/apis", ""},
		"":                          {"", ""},
	} {
		if public, path, err := splitPath(escaped); public != want[0] || path != want[1] || err != nil {
			t.Errorf("%q: %q and %q, want %q; %v", escaped, public, path, want, err)
		}
	}
}

// The library reads decoded paths: authorization, admission and the audit log would see another path than is sent.
func TestEncodedSlashesOfSubresources(t *testing.T) {
	for _, path := range []string{
		"/apis/connectors.alauda.io/v1alpha1/namespaces%2Fteam/connectors/tool/SUB/shown/sent",
		"/apis/connectors.alauda.io/v1alpha1/namespaces/team/connectors/tool%2FSUB/shown/sent",
		"/apis/connectors.alauda.io/v1alpha1/namespaces/team/connectors/tool/SUB%2fshown/sent",
		"/apis/connectors.alauda.io/v1alpha1/namespaces/team/connectors/tool/SUB%2Fshown",
	} {
		for subresource, storage := range map[string]func(w *world) rest.Connecter{
			"api": func(w *world) rest.Connecter {
				return NewAPIREST(APIConfig{Targets: w, Engine: tools{w}, Classes: classAPI{w}, Authorizer: w})
			},
			"proxy": func(w *world) rest.Connecter { return NewProxyREST(w, tools{w}, w) },
		} {
			escaped := strings.ReplaceAll(path, "SUB", subresource)
			t.Run(escaped, func(t *testing.T) {
				w := &world{connector: newTarget(t, nil), allowed: true}
				connect(t, storage(w), w, escaped)
				if w.tool != nil || w.err == nil || !strings.Contains(w.err.Error(), "connector team/tool: the path holds an encoded slash") {
					t.Errorf("sent is %+v, the error is %v", w.tool, w.err)
				}
			})
		}
	}
}

// connect sends a GET for an escaped path.
func connect(t *testing.T, storage rest.Connecter, w *world, escaped string) {
	t.Helper()
	at, err := url.Parse(escaped)
	if err != nil {
		t.Fatal(err)
	}
	ctx := request.WithUser(request.WithNamespace(t.Context(), "team"), &user.DefaultInfo{Name: "jane"})
	handler, err := storage.Connect(ctx, "tool", nil, w)
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, "/", nil)
	r.URL = at
	handler.ServeHTTP(httptest.NewRecorder(), r)
}
