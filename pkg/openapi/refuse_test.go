// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package openapi_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/util/validation/field"

	"connectors.alauda.io/pkg/openapi"
)

// canary stands for a password in an address.
const canary = "c4n4ry"

func TestCompileRefuses(t *testing.T) {
	root := func(members string) string { return `{` + version + `,"paths":{"/a":{"get":{}}},` + members + `}` }
	item := func(members string) string { return described(`"/a":{` + members + `}`) }
	get := func(members string) string { return item(`"get":{` + members + `}`) }
	for _, tt := range []struct{ name, raw, at, says string }{
		{"nothing", ``, "api: Invalid value", "as an object or as text"},
		{"null", `null`, "api: Invalid value", "as an object or as text"},
		{"a list", `[]`, "api: Invalid value", "as an object or as text"},
		{"no JSON", `{"a"`, "api: Invalid value", "no JSON"},
		{"more than JSON", `{} {}`, "api: Invalid value", "behind the object"},
		{"a brace too many", `{"openapi":"3.0.3"}}`, "api: Invalid value", "behind the object"},
		{"too large", `{"x":"` + strings.Repeat("x", 1<<20) + `"}`, "api: Invalid value", "1048576 bytes"},
		{"empty text", `""`, "api: Invalid value", "empty"},
		{"text of words", `"see the manual"`, "api: Invalid value", "beginning like openapi: 3.0.3"},
		{"text of a list", `"- a"`, "api: Invalid value", "beginning like openapi: 3.0.3"},
		{"text that is no YAML", inText("openapi: 3.0.3\n\tpaths:"), "api: Invalid value", "line 2"},
		{"two YAML documents", inText("openapi: 3.0.3\n---\nopenapi: 3.0.3\n"), "api: Invalid value", "one document"},
		{"YAML that contains itself", inText("openapi: 3.0.3\nx: &x [*x]\n"), "api: Invalid value", "contains itself"},
		{"YAML bomb of values", inText(bomb(9)), "api: Invalid value", "aliases written out"},
		{"YAML bomb of text", inText("a: &a \"" + strings.Repeat("x", 400_000) + "\"\nb: [" + strings.Repeat("*a,", 3000) + "]\n"), "api: Invalid value", "aliases written out"},
		{"key twice in YAML", inText("openapi: 3.0.3\npaths: {/a: {get: {}, get: {}}}\n"), "api: Invalid value", `"get"`},
		{"key twice in JSON", item(`"get":{},"get":{}`), "api.paths[/a].get: Duplicate value", ""},
		{"path twice in JSON", described(`"/a":{},"/a":{}`), "api.paths[/a]: Duplicate value", ""},
		{"nested deeply", root(`"x":` + strings.Repeat("[", 200) + strings.Repeat("]", 200)), "api.x[0][0]", "deeper than 100"},

		{"no version", `{"paths":{}}`, "api.openapi: Required value", "3.0.3"},
		{"version as a number", `{"openapi":3.1}`, "api.openapi: Invalid value", "quotes"},
		{"version to come", `{"openapi":"3.2.0"}`, `api.openapi: Unsupported value: "3.2.0"`, `"3.0.x", "3.1.x"`},
		{"version of something", `{"openapi":"3.0.x"}`, "api.openapi: Unsupported value", ""},
		{"version 2", `{"swagger":"2.0","paths":{}}`, "api.swagger: Forbidden", "OpenAPI 3.0 or 3.1"},
		{"another object", `{"kind":"Deployment"}`, "api.openapi: Required value", ""},

		{"paths are a list", `{` + version + `,"paths":[]}`, "api.paths: Invalid value", "members are paths"},
		{"path is null", described(`"/a":null`), "api.paths[/a]: Invalid value", "members are methods"},
		{"operation is null", item(`"get":null`), "api.paths[/a].get: Invalid value", "{}"},
		{"method in capitals", item(`"GET":{}`), "api.paths[/a]: Invalid value", "GET"},
		{"method that is none", item(`"gett":{}`), "api.paths[/a]: Invalid value", "gett"},
		{"method of 3.2", item(`"query":{}`), "api.paths[/a]: Invalid value", "3.2"},
		{"methods of 3.2", item(`"additionalOperations":{"COPY":{}}`), "api.paths[/a]: Invalid value", "3.2"},
		{"many fields", item(members(101)), "api.paths[/a]: Too many", "100"},

		{"reference to a file", item(`"$ref":"paths.yaml#/a"`), "api.paths[/a].$ref: Invalid value", "not read"},
		{"reference to a URL in a schema", root(`"components":{"schemas":{"a":{"$ref":"http://169.254.169.254/"}}}`), "api.components.schemas.a.$ref: Invalid value", "not read"},
		{"reference to nothing", item(`"$ref":"#/paths/~1b"`), "api.paths[/a].$ref: Invalid value", "there is no /b"},
		{"reference to no path item", item(`"$ref":"#/openapi"`), "api.paths[/a]: Invalid value", "members are methods"},
		{"reference that is none", item(`"$ref":"#a"`), "api.paths[/a].$ref: Invalid value", "#/components/pathItems"},
		{"reference that is a number", item(`"$ref":1`), "api.paths[/a].$ref: Invalid value", "#/components/pathItems"},
		{"reference to itself", item(`"$ref":"#/paths/~1a"`), "api.paths[/a].$ref: Invalid value", "circle"},

		{"provider unknown", get(`"x-provider-type":"rest"`), `api.paths[/a].get.x-provider-type: Unsupported value: "rest"`, `supported values: "api", "proxy"`},
		{"provider in capitals", get(`"x-provider-type":"API"`), "api.paths[/a].get.x-provider-type: Unsupported value", ""},
		{"provider is a list", get(`"x-provider-type":["api"]`), "api.paths[/a].get.x-provider-type: Invalid value", "must be text"},
		{"provider is null", get(`"x-provider-type":null`), "api.paths[/a].get.x-provider-type: Invalid value", "must be text"},
		{"provider of a path", item(`"x-provider-type":""`), "api.paths[/a].x-provider-type: Unsupported value", ""},
		{"provider of the description", root(`"x-provider-type":"x"`), "api.x-provider-type: Unsupported value", ""},
		{"address is empty", get(`"x-openapi-address":""`), "api.paths[/a].get.x-openapi-address: Required value", "leave this out"},
		{"address is an object", item(`"x-openapi-address":{"url":"https://u:` + canary + `@h"}`), "api.paths[/a].x-openapi-address: Invalid value", "must be text"},
		{"many addresses", described(addresses(33)), "api.paths: Invalid value", "at most 32 different values of x-openapi-address, not 33"},
		{"address is long", root(`"x-openapi-address":"https://` + canary + strings.Repeat("x", 2048) + `"`), "api.x-openapi-address: Too long", "2048"},
	} {
		t.Run(tt.name, func(t *testing.T) { refused(t, tt.raw, tt.at, tt.says) })
	}
}

func TestCompileRefusesPaths(t *testing.T) {
	for _, tt := range []struct{ name, path, says string }{
		{"no slash", `a`, "begin with a slash"},
		{"empty", ``, "begin with a slash"},
		{"query", `/a?b=c`, "without a query"},
		{"fragment", `/a#b`, "without a query or a fragment"},
		{"two parameters", `/{a}{b}`, "text between two parameters"},
		{"two parameters behind others", `/{a}-{b}{c}`, "text between two parameters"},
		{"open brace behind a parameter", `/{a}-{b`, "braces in pairs"},
		{"closing brace behind a parameter", `/{a}-b}`, "braces in pairs"},
		{"no name behind a parameter", `/{a}-{}`, "names"},
		{"open brace", `/{a`, "braces in pairs"},
		{"closed brace", `/a}`, "braces in pairs"},
		{"slash in braces", `/{a/b}`, "braces in pairs"},
		{"brace in braces", `/{{a}}`, "braces in pairs"},
		{"no name", `/{}`, "names, such as"},
		{"wildcard", `/{path*}`, "between two slashes"},
		{"expression", `/{path:.*}`, "between two slashes"},
		{"dots", `/a/../b`, "segment of dots"},
		{"encoded dots", `/a/%2e`, "segment of dots"},
		{"two slashes", `/a//b`, "two slashes"},
		{"encoded slash", `/a%2Fb`, "encoded slash"},
		{"encoded slash by a parameter", `/{a}%2Fb`, "encoded slash"},
		{"broken escape", `/a%2`, "percent sign"},
		{"backslash", `/a\\b`, "backslash"},
		{"control character", `/a%00`, "control character"},
		{"long", `/` + strings.Repeat("a", 2048), "2048 bytes"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			at := "api.paths[" + strings.ReplaceAll(tt.path, `\\`, `\`)
			refused(t, described(`"`+tt.path+`":{}`), at[:min(len(at), 80)], tt.says)
		})
	}
}

func TestCompileRefusesAlike(t *testing.T) {
	for _, tt := range []struct{ name, a, b string }{
		{"names of a parameter", "/a/{x}", "/a/{y}"},
		{"names of parameters", "/{a}/b/{c}", "/{x}/b/{y}"},
		{"text and parameter", "/v{major}.x", "/v{minor}.x"},
		{"text between parameters", "/{base}..{head}", "/{from}..{to}"},
		{"escapes", "/a b", "/a%20b"},
		{"escapes of letters", "/%61", "/a"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			first, second := min(tt.a, tt.b), max(tt.a, tt.b)
			refused(t, described(`"`+tt.a+`":{"get":{}},"`+tt.b+`":{"post":{}}`),
				"api.paths["+second+"]: Invalid value", "matches the same requests as "+first)
		})
	}
	var many strings.Builder
	for i := range 10_001 {
		fmt.Fprintf(&many, `"/%d":{},`, i)
	}
	refused(t, described(strings.TrimSuffix(many.String(), ",")), "api.paths: Too many", "10000")
}

// refused compiles what must be refused for one reason, and looks at the error as it stands below the field api.
func refused(t *testing.T, raw, at, says string) {
	t.Helper()
	_, err := openapi.Compile([]byte(raw))
	found, ok := errors.AsType[*openapi.Error](err)
	if !ok {
		t.Fatalf("got %T %v, want an *openapi.Error", err, err)
	}
	errs := found.Below(field.NewPath("api"))
	if len(errs) != 1 {
		t.Fatalf("got %d problems, want one: %v", len(errs), errs)
	}
	text := errs[0].Error()
	if !strings.HasPrefix(text, at) || !strings.Contains(text, says) {
		t.Errorf("got  %s\nwant %s ... %s", text, at, says)
	}
	if len(text) > 1000 || strings.Contains(text, canary) || strings.Contains(err.Error(), canary) {
		t.Errorf("message of %d bytes, or one with an address: %.500s", len(text), text)
	}
}

// bomb is YAML that stands for 9^levels values.
func bomb(levels int) string {
	var text strings.Builder
	text.WriteString("a0: &a0 [x,x,x,x,x,x,x,x,x]\n")
	for i := range levels {
		fmt.Fprintf(&text, "a%d: &a%d [%s]\n", i+1, i+1, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d,", i), 9), ","))
	}
	return text.String()
}

// addresses are paths of which each is at an address of its own.
func addresses(count int) string {
	var text strings.Builder
	for i := range count {
		fmt.Fprintf(&text, `"/%d":{"get":{"x-openapi-address":"a%d"}},`, i, i)
	}
	return strings.TrimSuffix(text.String(), ",")
}

func members(count int) string {
	var text strings.Builder
	for i := range count {
		fmt.Fprintf(&text, `"x-%d":1,`, i)
	}
	return strings.TrimSuffix(text.String(), ",")
}
