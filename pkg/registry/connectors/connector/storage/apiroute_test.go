// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package storage

import (
	"net/http"
	"strings"
	"testing"

	"connectors.alauda.io/pkg/openapi"
	"connectors.alauda.io/pkg/target"
)

const described = `{"openapi":"3.1.0","paths":{
	"/git/refs":{"get":{"x-provider-type":"api"}},
	"/user":{"get":{"x-provider-type":"proxy"}},
	"/packages":{"get":{"x-provider-type":"proxy","x-openapi-address":"registry"}}
}}`

func newTarget(t *testing.T, api *target.API) *target.Target {
	t.Helper()
	address, err := target.ParseAddress("https://tool.example.com/base")
	if err != nil {
		t.Fatal(err)
	}
	return &target.Target{Namespace: "team", Name: "tool", Address: address, API: api}
}

func compiled(t *testing.T) *openapi.Description {
	t.Helper()
	description, err := openapi.Compile([]byte(described))
	if err != nil {
		t.Fatal(err)
	}
	return description
}

func TestRouteOf(t *testing.T) {
	with := &target.API{Description: compiled(t)}
	misdescribed := &target.API{Misdescribed: &target.Unusable{Reason: target.ReasonInvalidOpenAPI}}
	for _, test := range []struct {
		name         string
		api          *target.API
		method, path string
		class        bool
		wrong        string
	}{
		{"a class without an API", nil, "GET", "/git/refs", false, ""},
		{"an API without a description", &target.API{}, "GET", "/git/refs", false, ""},
		{"a description that cannot be used", misdescribed, "GET", "/user", true, ""},
		{"of the class API", with, "GET", "/git/refs", true, ""},
		{"of the class API, HEAD", with, "HEAD", "/git/refs", true, ""},
		{"of the tool", with, "GET", "/user", false, ""},
		{"another method", with, "POST", "/git/refs", false, ""},
		{"another path", with, "GET", "/elsewhere", false, ""},
		{"no path", with, "GET", "", false, ""},
		{"only a slash", with, "GET", "/", false, ""},
		{"two slashes", with, "GET", "//user", false, "two slashes"},
		{"out of the path", with, "GET", "/git/../user", false, "segment of dots"},
		{"a place that is none", with, "GET", "/packages", false, "names no address"},
	} {
		t.Run(test.name, func(t *testing.T) {
			connector := newTarget(t, test.api)
			to, err := routeOf(connector, test.method, test.path)
			if (err != nil) != (test.wrong != "") || err != nil && !strings.Contains(err.Error(), test.wrong) {
				t.Fatalf("error %v, want one with %q", err, test.wrong)
			}
			if err == nil && (to.class != test.class || to.place.Target != connector || to.place.Address != connector.Address) {
				t.Errorf("goes to %+v", to)
			}
		})
	}
}

// A reference of the tool leads back where its path is one of the tool at the same place.
func TestLeadsTo(t *testing.T) {
	connector := newTarget(t, &target.API{Description: compiled(t)})
	to, err := routeOf(connector, http.MethodGet, "/user")
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]bool{
		"": true, "/": true, "/user": true, "/undeclared/1": true, "/git/refs": false, "/packages": false, "/a/../b": false,
	} {
		if got := leadsTo(connector, to.place, path); got != want {
			t.Errorf("%q leads back: %t", path, got)
		}
	}
}
