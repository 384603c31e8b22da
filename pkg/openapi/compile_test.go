// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package openapi_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"connectors.alauda.io/pkg/openapi"
)

const version = `"openapi":"3.0.3"`

// described is a description with the given paths.
func described(paths string) string { return `{` + version + `,"paths":{` + paths + `}}` }

func compile(t testing.TB, raw string) *openapi.Description {
	t.Helper()
	d, err := openapi.Compile([]byte(raw))
	if err != nil {
		t.Fatalf("compiling %.300s: %v", raw, err)
	}
	return d
}

// inText is a description as text.
func inText(text string) string { return fmt.Sprintf("%q", text) }

func TestCompileAccepts(t *testing.T) {
	operation := openapi.Operation{Provider: openapi.ProviderAPI, Pattern: "/a"}
	const item = `"get":{"x-provider-type":"api"}`
	for _, tt := range []struct{ name, raw string }{
		{"as object", described(`"/a":{` + item + `}`)},
		{"as JSON text", inText(described(`"/a":{` + item + `}`))},
		{"as JSON text with tabs", inText("{\t" + version + ",\n\t\"paths\":{\"/a\":{" + item + "}}}\n")},
		{"as YAML text", inText("openapi: 3.0.3\npaths:\n  /a:\n    get:\n      x-provider-type: api\n")},
		{"as YAML text in braces", inText("{openapi: 3.0.3, paths: {/a: {get: {x-provider-type: api}}}}")},
		{"YAML with aliases", inText("openapi: 3.1.0\nx: &get {x-provider-type: api}\npaths:\n  /a: {get: *get}\n  /b: {get: *get}\n")},
		{"YAML with a mark in front", inText("---\nopenapi: 3.0.3\npaths: {/a: {get: {x-provider-type: api}}}\n")},
		{"3.1", `{"openapi":"3.1.0","paths":{"/a":{` + item + `}}}`},
		{"version without a patch", `{"openapi":"3.1","paths":{"/a":{` + item + `}}}`},
		{"a later patch", `{"openapi":"3.0.12","paths":{"/a":{` + item + `}}}`},
		{"everything that OpenAPI wants", `{` + version + `,"info":{"title":"t","version":"1"},"paths":{"/a":{"summary":"s","parameters":[],
			"get":{"operationId":"a","x-provider-type":"api","responses":{"200":{"description":"ok"}}}}}}`},
		{"one operation id twice", described(`"/a":{"get":{"operationId":"a","x-provider-type":"api"},"post":{"operationId":"a"}}`)},
		{"wrong where it does not count", `{` + version + `,"info":7,"tags":{},"servers":"x","components":{"schemas":{"a":{"required":true}}},
			"paths":{"/a":{"parameters":5,"get":{"x-provider-type":"api","tags":1,"responses":null,"parameters":[{"in":"banana"}]}}}}`},
		{"extensions among paths and operations", described(`"x-y":1,"/a":{"x-z":[2],"get":{"x-provider-type":"api","x-w":{"a":null}}}`)},
		{"schema that contains itself", `{` + version + `,"components":{"schemas":{
			"a":{"allOf":[{"$ref":"#/components/schemas/a"}],"properties":{"b":{"$ref":"#/components/schemas/b"}}},
			"b":{"$ref":"#/components/schemas/b"}}},"paths":{"/a":{"get":{"x-provider-type":"api",
			"responses":{"200":{"$ref":"#/components/responses/nowhere"}}}}}}`},
		{"path item of the components", `{` + version + `,"components":{"pathItems":{"a":{` + item + `}}},"paths":{"/a":{"$ref":"#/components/pathItems/a"}}}`},
		{"path item of another path", described(`"/a":{"$ref":"#/paths/~1b~1%7Bc%7D"},"/b/{c}":{` + item + `}`)},
		{"path item by two references", described(`"/a":{"$ref":"#/paths/~1b"},"/b":{"$ref":"#/paths/~1c"},"/c":{` + item + `}`)},
		{"own fields before referred ones", described(`"/a":{"$ref":"#/paths/~1b",` + item + `},"/b":{"get":{"x-provider-type":"proxy"}}`)},
		{"provider of the path", described(`"/a":{"x-provider-type":"api","get":{}}`)},
		{"provider of the description", `{` + version + `,"x-provider-type":"api","paths":{"/a":{"get":{}}}}`},
		{"nearest provider", `{` + version + `,"x-provider-type":"api","paths":{"/a":{"x-provider-type":"proxy","get":{"x-provider-type":"api"}}}}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := compile(t, tt.raw).Find("GET", "/a")
			if diff := cmp.Diff(&operation, got); err != nil || diff != "" {
				t.Errorf("%v\n%s", err, diff)
			}
		})
	}
}

func TestCompileWithoutPaths(t *testing.T) {
	for _, raw := range []string{`{` + version + `}`, described(``), `"openapi: 3.0.1"`} {
		d := compile(t, raw)
		if got, err := d.Find("GET", "/a"); got != nil || err != nil {
			t.Errorf("%s: got %v, %v; want nothing declared", raw, got, err)
		}
		if got := d.Addresses(); len(got) != 0 {
			t.Errorf("%s: addresses %q", raw, got)
		}
	}
}

func TestAddresses(t *testing.T) {
	d := compile(t, `{`+version+`,"x-openapi-address":"all","paths":{
		"/a":{"get":{},"post":{"x-openapi-address":"b"}},
		"/c":{"x-openapi-address":"https://c.example.com","get":{},"put":{"x-openapi-address":"b"}},
		"/d":{"x-openapi-address":"unused"}}}`)
	if diff := cmp.Diff([]string{"all", "b", "https://c.example.com"}, d.Addresses()); diff != "" {
		t.Error(diff)
	}
	want := []string{"all x-openapi-address", "b paths[/a].post.x-openapi-address", "https://c.example.com paths[/c].x-openapi-address"}
	var got []string
	for address, place := range d.Places() {
		got = append(got, address+" "+place.String())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, tt := range []struct{ method, path, address string }{
		{"GET", "/a", "all"}, {"POST", "/a", "b"}, {"GET", "/c", "https://c.example.com"}, {"PUT", "/c", "b"},
	} {
		operation, err := d.Find(tt.method, tt.path)
		if err != nil || operation == nil || operation.Address != tt.address || operation.Provider != openapi.ProviderProxy {
			t.Errorf("%s %s: got %+v, %v; want the address %s by proxy", tt.method, tt.path, operation, err, tt.address)
		}
	}
	var none *openapi.Description
	if got := none.Addresses(); got != nil {
		t.Errorf("nil Description has %q", got)
	}
}

func TestProblemsAreBounded(t *testing.T) {
	var paths strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&paths, `"/%d":1,`, i)
	}
	_, err := openapi.Compile([]byte(described(strings.TrimSuffix(paths.String(), ","))))
	found, ok := errors.AsType[*openapi.Error](err)
	if !ok || len(found.Problems) < 2 || len(found.Problems) > 20 {
		t.Errorf("got %v; want a few of the problems", err)
	}
}
