// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package validation

import (
	"strings"
	"testing"

	"connectors.alauda.io/pkg/apis/connectors"
)

func TestValidateOpenAPI(t *testing.T) {
	raw := func(raw string) func(*connectors.ConnectorClassSpec) {
		return func(s *connectors.ConnectorClassSpec) { s.API.OpenAPI.Raw = []byte(raw) }
	}
	get := func(members string) func(*connectors.ConnectorClassSpec) {
		return raw(`{"openapi":"3.0.3","paths":{"/git/refs":{"get":{` + members + `}}}}`)
	}
	address := func(address string) func(*connectors.ConnectorClassSpec) {
		return get(`"x-provider-type":"proxy","x-openapi-address":"` + address + `"`)
	}
	const at = "spec.api.openapi.paths[/git/refs].get."
	runClassCases(t, []classCase{
		{"none", func(s *connectors.ConnectorClassSpec) { s.API.OpenAPI = nil }, nil},
		{"as text", raw(`"openapi: 3.0.1"`), nil},
		{"a list", raw(`[]`), one("spec.api.openapi: Invalid value", "as an object or as text")},
		{"null", raw(``), one("spec.api.openapi: Invalid value", "as an object or as text")},
		{"something else", raw(`{"kind":"Deployment"}`), one("spec.api.openapi.openapi: Required value", "3.0.3")},
		{"provider", get(`"x-provider-type":"api"`), nil},
		{"provider that is none", get(`"x-provider-type":"rest"`),
			one(at+`x-provider-type: Unsupported value: "rest"`, `supported values: "api", "proxy"`)},
		{"paths alike", raw(`{"openapi":"3.1.0","paths":{"/a/{x}":{},"/a/{y}":{}}}`),
			one("spec.api.openapi.paths[/a/{y}]: Invalid value", "matches the same requests as /a/{x}")},
		{"two mistakes", raw(`{"openapi":"3.1.0","paths":{"/a":{"get":1},"/b":{"get":2}}}`),
			[]wanted{{"spec.api.openapi.paths[/a].get: Invalid value", "{}"}, {"spec.api.openapi.paths[/b].get: Invalid value", "{}"}}},
		{"long path", raw(`{"openapi":"3.1.0","paths":{"` + strings.Repeat("x", 100_000) + `":{}}}`),
			one("spec.api.openapi.paths[xxx", "at most 2048 bytes")},

		{"extension of the class", address("api"), nil},
		// Requests to it are answered 400; whoever writes the class is warned.
		{"extension of another class", address("other"), nil},
		{"URL", address("https://api.example.com/v3"), nil},
		{"URL of the description", raw(`{"openapi":"3.0.3","x-openapi-address":"https://h/?q","paths":{"/a":{"get":{}}}}`),
			one("spec.api.openapi.x-openapi-address: Invalid value", "no query")},
		{"URL of another scheme", address("ftp://h"), one(at+"x-openapi-address: Invalid value", "http or https")},
		{"URL with a password", address("https://u:" + canary + "@h"), one(at+"x-openapi-address: Invalid value", "no user name")},
		{"address of nothing", raw(`{"openapi":"3.0.3","x-openapi-address":"unused","paths":{}}`), nil},
	})
}

// What was stored before descriptions were compiled can still get a finalizer or a label.
func TestStoredOpenAPIStays(t *testing.T) {
	old := goodClass()
	old.Spec.API.OpenAPI.Raw = []byte(`{"swagger":"2.0"}`)
	c := old.DeepCopy()
	c.Finalizers = []string{"example.com/f"}
	expect(t, ValidateConnectorClassUpdate(c, old), nil)
	c.Spec.API.URI = "other"
	expect(t, ValidateConnectorClassUpdate(c, old), one("spec.api.openapi.swagger: Forbidden", "3.0 or 3.1"))
}
