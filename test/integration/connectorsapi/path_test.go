// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connectorsapi_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

// newBrowsed makes a Connector whose class API answers /refs and everything below it.
func (r room) newBrowsed(t *testing.T) (c *v1alpha1.Connector, api, tool *server) {
	t.Helper()
	ca := harness.NewAuthority(t)
	api, tool = newTLSServer(t, "api", ca), newServer(t, "tool")
	class := r.newClass(t, v1alpha1.ConnectorClassAPI{URI: api.URL, CACerts: ca.PEM, OpenAPI: describe(t, map[string]map[string]operation{
		"/refs": {"get": {Provider: "api"}, "post": {Provider: "api"}}, "/refs/{name}": get("api", ""),
	})})
	return r.newConnector(t, v1alpha1.ConnectorSpec{
		ConnectorClassName: class, Address: tool.URL, Auth: r.withSecret(t, newCredential()),
	}), api, tool
}

// A path that others may read as another one is sent to nobody.
func TestDeceptivePaths(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	c, api, tool := r.newBrowsed(t)
	for _, test := range []struct {
		rest string
		// aggregated is where the kube-apiserver, which decodes paths, leads instead; empty for a refusal as well.
		aggregated string
	}{
		{"/refs/..", ""}, {"/refs/../secret", ""}, {"/./refs", ""}, {"/refs/%2e%2e/secret", ""}, {"/refs/.%2E", ""},
		{"//refs", ""}, {"/refs//main", ""}, {"/refs/%00", ""}, {"/refs/%0d%0ax", ""}, {"/refs/a%5Cb", ""}, {"/refs/..;x", ""},
		{"/refs/%ff", ""}, {"/refs/a%2Fb", "tool"}, {"/refs%2Fmain", "api"},
	} {
		t.Run(test.rest, func(t *testing.T) {
			r.eachWay(t, func(t *testing.T, by way) {
				if by.aggregated && test.aggregated != "" {
					r.expectSaid(t, by, c, call{rest: test.rest}, map[string]*server{"api": api, "tool": tool}[test.aggregated])
					return
				}
				before := api.count() + tool.count()
				r.expectStatus(t, by, c, call{rest: test.rest}, http.StatusBadRequest, "the path holds")
				if api.count()+tool.count() != before {
					t.Error("something was sent")
				}
			})
		})
	}
}

// A slash that is encoded where others count segments would have them see another path than is sent.
func TestEncodedSlashesOfTheSubresource(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	c, api, tool := r.newBrowsed(t)
	by := direct(t)
	r.expectSaid(t, by, c, call{rest: "/shown/sent"}, tool)
	before := api.count() + tool.count()
	for _, encoded := range []string{"namespaces%2F", "/connectors%2F" + c.Name, c.Name + "%2Fapi", "/api%2Fshown"} {
		t.Run(encoded, func(t *testing.T) {
			path := strings.Replace(apiPath(c)+"/shown/sent", strings.ReplaceAll(encoded, "%2F", "/"), encoded, 1)
			got, err := r.tryPath(t.Context(), by, path, call{})
			if err != nil {
				t.Fatal(err)
			}
			if err := got.isStatus(c, http.StatusBadRequest, "encoded slash"); err != nil {
				t.Errorf("%s: %v", path, err)
			}
		})
	}
	if api.count()+tool.count() != before {
		t.Error("something was sent")
	}
}

// A connection cannot be upgraded: who needs that is told where to go.
func TestUpgrades(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	c, api, tool := r.newBrowsed(t)
	upgrade := http.Header{"Connection": {"Upgrade"}, "Upgrade": {"websocket"}}
	r.eachWay(t, func(t *testing.T, by way) {
		by = by.overHTTP1(t)
		for _, rest := range []string{"/refs", "/of/the/tool"} {
			r.expectStatus(t, by, c, call{rest: rest, header: upgrade}, http.StatusBadRequest, "connectors/proxy")
		}
	})
	if n := api.count() + tool.count(); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}

// What people type works.
func TestKubectl(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	c, api, _ := r.newBrowsed(t)
	var path string
	harness.Eventually(t, "the status names the path", func(context.Context) error {
		path = stack.Kubectl(t, "get", "connector", "-n", r.namespace, c.Name, "-o", "jsonpath={.status.api.path}")
		if path != apiPath(c) {
			return errors.New("it is " + path)
		}
		return nil
	})
	r.expectSaid(t, direct(t), c, call{rest: "/refs"}, api)
	for _, test := range []struct{ rest, want string }{
		{"/refs?repository=org/repo.git", `"uri":"/refs?repository=org%2Frepo.git"`},
		{"/refs/main", `"uri":"/refs/main"`},
		{"/version", `"by":"tool"`},
	} {
		if out := stack.Kubectl(t, "get", "--raw", path+test.rest); !strings.Contains(out, test.want) {
			t.Errorf("%s: %s, want %s", test.rest, out, test.want)
		}
	}
	// kubectl cleans a path before it sends it.
	for _, test := range []struct{ rest, want string }{
		{"/refs/../version", `"uri":"/version"`}, {"/refs//main", `"uri":"/refs/main"`}, {"/refs/%2e%2e/version", `"uri":"/version"`},
	} {
		if out := stack.Kubectl(t, "get", "--raw", path+test.rest); !strings.Contains(out, test.want) {
			t.Errorf("%s: %s, want %s", test.rest, out, test.want)
		}
	}
	run := stack.TryKubectl(t.Context(), "", "get", "--raw", path+"/refs/a%5Cb")
	if run.Err == nil || !strings.Contains(run.Stderr, "the path holds a backslash") {
		t.Errorf("a backslash: %v, %s%s", run.Err, run.Stdout, run.Stderr)
	}
}
