// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connectorsapi_test

import (
	"encoding/base64"
	"net/http"
	"testing"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

// The description says who answers, and at which address of the tool. The credential goes to the Connector's own only.
func TestRoutes(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	ca := harness.NewAuthority(t)
	api, tool, rest, foreign := newTLSServer(t, "api", ca), newServer(t, "tool"), newServer(t, "rest"), newServer(t, "foreign")
	class := r.newClass(t, v1alpha1.ConnectorClassAPI{URI: api.URL + "/v1", CACerts: ca.PEM, OpenAPI: describe(t, map[string]map[string]operation{
		"/refs":                get("api", ""),
		"/refs/{name}":         get("api", ""),
		"/refs/default":        get("proxy", ""),
		"/refs/v{major}.0":     get("proxy", ""),
		"/refs/{name}/commits": get("proxy", ""),
		"/plain":               get("", ""),
		"/at/rest":             get("proxy", "rest"),
		"/of/rest":             get("api", "rest"),
		"/at/own":              get("proxy", tool.URL+"/base/below"),
		"/of/own":              get("api", tool.URL+"/base/below"),
		"/at/foreign":          get("proxy", foreign.URL+"/there"),
		"/of/foreign":          get("api", foreign.URL+"/there"),
	})}, "rest")
	c := r.newConnector(t, v1alpha1.ConnectorSpec{
		ConnectorClassName: class, Address: tool.URL + "/base", Auth: r.withSecret(t, newCredential()),
		AddressExtensions: []v1alpha1.Param{{Name: "rest", Value: v1alpha1.NewStringValue(rest.URL + "/rest")}},
	})
	for _, test := range []struct {
		rest string
		by   *server
		uri  string
		// place is what the class API is told of.
		place      string
		credential bool
	}{
		{"/refs?repository=org/repo.git", api, "/v1/refs?repository=org/repo.git", tool.URL + "/base", true},
		{"/refs/main", api, "/v1/refs/main", tool.URL + "/base", true},
		{"/refs/default", tool, "/base/refs/default", "", true},
		{"/refs/v2.0", tool, "/base/refs/v2.0", "", true},
		{"/refs/v2.1", api, "/v1/refs/v2.1", tool.URL + "/base", true},
		{"/refs/main/commits", tool, "/base/refs/main/commits", "", true},
		{"/plain", tool, "/base/plain", "", true},
		{"/undeclared?x=1", tool, "/base/undeclared?x=1", "", true},
		{"/", tool, "/base/", "", true},
		{"", tool, "/base", "", true},
		{"/at/rest", rest, "/rest/at/rest", "", true},
		{"/of/rest", api, "/v1/of/rest", rest.URL + "/rest", true},
		{"/at/own", tool, "/base/below/at/own", "", true},
		{"/of/own", api, "/v1/of/own", tool.URL + "/base/below", true},
		{"/at/foreign", foreign, "/there/at/foreign", "", false},
		{"/of/foreign", api, "/v1/of/foreign", foreign.URL + "/there", false},
	} {
		t.Run(test.rest, func(t *testing.T) {
			r.eachWay(t, func(t *testing.T, by way) {
				// The kube-apiserver encodes the query anew.
				if got := r.expectSaid(t, by, c, call{rest: test.rest}, test.by).URI; unescaped(t, got) != test.uri {
					t.Errorf("it was asked for %s, want %s", got, test.uri)
				}
				expectPlace(t, test.by.last(t).Header, test.by == api, test.place, test.credential)
			})
		})
	}
}

// expectPlace looks at which tool a class API is told of, and who has the credential.
func expectPlace(t *testing.T, header http.Header, toClass bool, place string, credential bool) {
	t.Helper()
	meta, err := base64.StdEncoding.DecodeString(header.Get("X-Plugin-Meta"))
	if want := `{"baseURL":"` + place + `"}`; err != nil || toClass && string(meta) != want || !toClass && len(meta) > 0 {
		t.Errorf("X-Plugin-Meta is %s (error %v), want %s", meta, err, want)
	}
	if got := header.Get("Authorization") != ""; got != (credential && !toClass) {
		t.Errorf("Authorization is there: %t", got)
	}
	if got := header.Get("X-Plugin-Secret") != ""; got != (credential && toClass) {
		t.Errorf("X-Plugin-Secret is there: %t", got)
	}
}

// An extension that the Connector does not give, or the class does not declare, is answered with 400, and nothing is sent.
func TestMissingPlace(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	ca := harness.NewAuthority(t)
	api, tool := newTLSServer(t, "api", ca), newServer(t, "tool")
	class := r.newClass(t, v1alpha1.ConnectorClassAPI{URI: api.URL, CACerts: ca.PEM})
	c := r.newConnector(t, v1alpha1.ConnectorSpec{ConnectorClassName: class, Address: tool.URL})
	r.changeClass(t, class, func(spec *v1alpha1.ConnectorClassSpec) {
		spec.AddressExtensions = []v1alpha1.ParamSpec{{Name: "rest", Type: v1alpha1.ParamTypeString}}
		spec.API.OpenAPI = describe(t, map[string]map[string]operation{
			"/proxied": get("proxy", "rest"), "/of/class": get("api", "rest"), "/known": get("api", ""), "/nowhere": get("proxy", "rset"),
		})
	})
	r.eachWay(t, func(t *testing.T, by way) {
		r.awaitSaid(t, by, c, call{rest: "/known"}, api)
		before := api.count() + tool.count()
		for _, rest := range []string{"/proxied", "/of/class"} {
			r.expectStatus(t, by, c, call{rest: rest}, http.StatusBadRequest, `\"rest\"`, "addressExtensions")
		}
		r.expectStatus(t, by, c, call{rest: "/nowhere"}, http.StatusBadRequest, "the class does not declare")
		if after := api.count() + tool.count(); after != before {
			t.Errorf("%d requests were sent", after-before)
		}
	})
}
