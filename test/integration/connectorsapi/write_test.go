// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connectorsapi_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"k8s.io/client-go/discovery"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

// A server may be told to take methods that write, and to call class APIs over plain http.
func TestPermissiveServer(t *testing.T) {
	r := newRoom(t)
	replica := stack.Replica(t, 1)
	by := newWay(t, "at the port of "+replica, stack.DirectTo(t, replica), false)
	c, api, tool := r.newBrowsed(t)
	for _, method := range writing() {
		for _, at := range []struct {
			rest string
			by   *server
		}{{"/refs", api}, {"/of/the/tool", tool}} {
			if at.by == api && method != http.MethodPost {
				continue // It is the tool's where the description declares nothing.
			}
			t.Run(method+at.rest, func(t *testing.T) {
				got := r.expectSaid(t, by, c, call{
					method: method, rest: at.rest + "?dryRun=All", body: `{"a":1}`, header: http.Header{"Content-Type": {"application/json"}},
				}, at.by)
				if got.URI != at.rest+"?dryRun=All" || got.Body != `{"a":1}` || at.by.last(t).Header.Get("Content-Type") != "application/json" {
					t.Errorf("it got %s with %s", got.URI, got.Body)
				}
			})
		}
	}
	t.Run("without the verb", func(t *testing.T) {
		reader := stack.ServiceAccount(t, r.namespace)
		stack.Allow(t, reader, rule("connectors", nil, "get"), rule("connectors/api", nil, "get"))
		for _, method := range writing() {
			r.expectCode(t, by, c, method, reader.Token, http.StatusForbidden)
		}
	})
	t.Run("verbs in discovery", func(t *testing.T) {
		client, err := discovery.NewDiscoveryClientForConfig(stack.DirectTo(t, replica))
		if err != nil {
			t.Fatal(err)
		}
		want := []string{"create", "delete", "get", "patch", "update"}
		if got := verbsOf(t, client, "connectors/api"); !slices.Equal(got, want) {
			t.Errorf("verbs %q, want %q", got, want)
		}
	})
	t.Run("plain http", func(t *testing.T) {
		plain := newServer(t, "plain")
		class := r.newClass(t, v1alpha1.ConnectorClassAPI{URI: plain.URL, OpenAPI: describe(t, map[string]map[string]operation{
			"/refs": get("api", ""),
		})})
		c := r.newConnector(t, v1alpha1.ConnectorSpec{ConnectorClassName: class, Address: tool.URL})
		r.expectSaid(t, by, c, call{rest: "/refs"}, plain)
	})
	t.Run("places of something new", func(t *testing.T) { r.testLocations(t, by) })
}

// The Location of something new leads a client to it through the Connector, or to the tool itself where the same path means
// something else here.
func (r room) testLocations(t *testing.T, by way) {
	ca := harness.NewAuthority(t)
	api, tool, rest := newTLSServer(t, "api", ca), newServer(t, "tool"), newServer(t, "rest")
	class := r.newClass(t, v1alpha1.ConnectorClassAPI{URI: api.URL, CACerts: ca.PEM, OpenAPI: describe(t, map[string]map[string]operation{
		"/refs":          get("api", ""),
		"/packages":      {"post": {Provider: "proxy", Address: "rest"}},
		"/packages/{id}": {"get": {Provider: "proxy", Address: "rest"}, "put": {Provider: "proxy", Address: "rest"}},
	})}, "rest")
	c := r.newConnector(t, v1alpha1.ConnectorSpec{
		ConnectorClassName: class, Address: tool.URL + "/base",
		AddressExtensions: []v1alpha1.Param{{Name: "rest", Value: v1alpha1.NewStringValue(rest.URL + "/v4")}},
	})
	for _, test := range []struct {
		name, path, location string
		by                   *server
		want                 string
	}{
		{"at the same place", "/packages", "/v4/packages/1", rest, "API/packages/1"},
		{"at another place by the same path", "/packages", "/v4/other/1", rest, "REST/v4/other/1"},
		{"of the tool", "/things", "/base/things/1", tool, "API/things/1"},
		{"of the tool, where the class API answers", "/things", "/base/refs", tool, "TOOL/base/refs"},
		{"of the tool, where an extension is asked", "/things", "/base/packages/1", tool, "TOOL/base/packages/1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			created := func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Location", test.location)
				w.WriteHeader(http.StatusCreated)
			}
			tool.answer("/base"+test.path, created)
			rest.answer("/v4"+test.path, created)
			got := r.send(t, by, c, call{method: http.MethodPost, rest: test.path})
			location, err := got.Location()
			if err != nil {
				t.Fatalf("answer %d: %v", got.StatusCode, err)
			}
			want := strings.NewReplacer("API", by.host+apiPath(c), "TOOL", tool.URL, "REST", rest.URL).Replace(test.want)
			if location.String() != want {
				t.Errorf("Location %s, want %s", location, want)
			}
		})
	}
}
