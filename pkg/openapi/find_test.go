// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package openapi_test

import (
	"fmt"
	"strings"
	"testing"

	"connectors.alauda.io/pkg/openapi"
)

func TestFind(t *testing.T) {
	var paths strings.Builder
	for _, path := range []string{
		"/", "/git/refs", "/git/refs/", "/git/refs/{name}", "/git/{kind}", "/git/{kind}/latest", "/git/refs/main/log",
		"/git/v{version}", "/git/v{version}.tar", "/git/v1.{minor}", "/{tool}/refs/{name}/log", "/{tool}/{kind}/{name}/{part}/end",
		"/a b/ü", "/x/{id}:start", "/x/.{name}", "/deep/{a}/x/only", "/deep/{b}/{c}/any", "/{one}/{two}/{three}/{four}/{five}/{six}",
		"/compare/{base}...{head}", "/compare/{range}", "/pulls/{index}.{kind}", "/pulls/{index}.{kind}.gz", "/pulls/{index}.patch.{kind}",
	} {
		fmt.Fprintf(&paths, "%q:{\"get\":{},\"delete\":{\"x-provider-type\":\"api\"}},", path)
	}
	paths.WriteString(`"/post":{"post":{}},"/none":{},"/head":{"get":{},"head":{"x-provider-type":"api"}},"/git/refs/posted":{"post":{}}`)
	d := compile(t, described(paths.String()))
	for _, tt := range []struct{ name, method, path, want string }{
		{"root", "GET", "/", "/"},
		{"nothing is the root", "GET", "", "/"},
		{"text", "GET", "/git/refs", "/git/refs"},
		{"another method", "DELETE", "/git/refs", "/git/refs"},
		{"HEAD is GET", "HEAD", "/git/refs", "/git/refs"},
		{"HEAD of its own", "HEAD", "/head", "/head"},
		{"no method", "PUT", "/git/refs", ""},
		{"no HEAD without GET", "HEAD", "/post", ""},
		{"no method at all", "GET", "/none", ""},
		{"method in small letters", "get", "/git/refs", ""},
		{"no method at the most specific path", "GET", "/git/refs/posted", ""},
		{"slash at the end is another path", "GET", "/git/refs/", "/git/refs/"},
		{"slash at the end", "GET", "/git/refs/main/", ""},
		{"parameter", "GET", "/git/refs/main", "/git/refs/{name}"},
		{"parameter is not empty", "GET", "/git/", ""},
		{"text before a parameter", "GET", "/git/refs/main/log", "/git/refs/main/log"},
		{"back to a parameter at the end", "GET", "/git/refs/other/log", "/{tool}/refs/{name}/log"},
		{"back to a parameter at the start", "GET", "/git/refs/a/b/end", "/{tool}/{kind}/{name}/{part}/end"},
		{"back from text that leads nowhere", "GET", "/git/refs/latest", "/git/refs/{name}"},
		{"back to the first of all", "GET", "/git/refs/a/b/c/d", "/{one}/{two}/{three}/{four}/{five}/{six}"},
		{"parameter in between", "GET", "/git/tags/latest", "/git/{kind}/latest"},
		{"left decides", "GET", "/deep/1/x/only", "/deep/{a}/x/only"},
		{"alike but for names", "GET", "/deep/1/y/any", "/deep/{b}/{c}/any"},
		{"text beside a parameter", "GET", "/git/v2", "/git/v{version}"},
		{"longer text in front first", "GET", "/git/v1.tar", "/git/v1.{minor}"},
		{"text on both sides", "GET", "/git/v2.tar", "/git/v{version}.tar"},
		{"nothing between the texts", "GET", "/git/v", "/git/{kind}"},
		{"texts must not overlap", "GET", "/git/v1.", "/git/v{version}"},
		{"text behind", "GET", "/x/7:start", "/x/{id}:start"},
		{"text behind alone", "GET", "/x/:start", ""},
		{"two parameters", "GET", "/compare/v1.0...v1.1", "/compare/{base}...{head}"},
		{"the text between them twice", "GET", "/compare/a...b...c", "/compare/{base}...{head}"},
		{"nothing behind the text between them", "GET", "/compare/a...", "/compare/{range}"},
		{"nothing in front of the text between them", "GET", "/compare/...b", "/compare/{range}"},
		{"the text between them is not there", "GET", "/compare/a..b", "/compare/{range}"},
		{"text between and behind", "GET", "/pulls/7.diff.gz", "/pulls/{index}.{kind}.gz"},
		{"text between alone", "GET", "/pulls/7.diff", "/pulls/{index}.{kind}"},
		{"longer text between first", "GET", "/pulls/7.patch.xz", "/pulls/{index}.patch.{kind}"},
		{"texts between must not overlap with those behind", "GET", "/pulls/7.gz", "/pulls/{index}.{kind}"},
		{"text between alone is no parameter", "GET", "/pulls/.diff", ""},
		{"dot in front", "GET", "/x/.git", "/x/.{name}"},
		{"decoded", "GET", "/a%20b/%C3%BC", "/a b/ü"},
		{"letters encoded", "GET", "/g%69t/refs", "/git/refs"},
		{"as written", "GET", "/a b/ü", "/a b/ü"},
		{"decoded once", "GET", "/g%2569t/refs", ""},
		{"braces are text", "GET", "/git/refs/{name}", "/git/refs/{name}"},
		{"other case", "GET", "/Git/refs", ""},
		{"too short", "GET", "/git/tags/a", ""},
		{"elsewhere", "GET", "/nowhere", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := d.Find(tt.method, tt.path)
			if err != nil {
				t.Fatal(err)
			}
			pattern := ""
			if got != nil {
				pattern = got.Pattern
			}
			if pattern != tt.want {
				t.Errorf("got %q, want %q", pattern, tt.want)
			}
			if isAPI := got != nil && got.Provider == openapi.ProviderAPI; isAPI != (tt.name == "HEAD of its own" || tt.method == "DELETE") {
				t.Errorf("got the operation of another method: %+v", got)
			}
		})
	}
}

func TestFindRefuses(t *testing.T) {
	d := compile(t, described(`"/{a}":{"get":{}},"/{a}/{b}":{"get":{}},"/{a}/{b}/{c}":{"get":{}}`))
	for _, tt := range []struct{ name, path, says string }{
		{"no slash", "a", "begin with a slash"},
		{"two slashes", "/a//b", "two slashes"},
		{"two slashes at the start", "//a", "two slashes"},
		{"two slashes at the end", "/a//", "two slashes"},
		{"dot", "/a/./b", "segment of dots"},
		{"dots", "/a/../b", "segment of dots"},
		{"dots at the end", "/a/..", "segment of dots"},
		{"encoded dots", "/a/%2e%2E", "segment of dots"},
		{"half encoded dots", "/a/.%2e/b", "segment of dots"},
		{"dots before a semicolon", "/a/..;x=y/b", "segment of dots"},
		{"dots and a blank", "/a/..%20/b", "segment of dots"},
		{"many dots", "/a/.../b", "segment of dots"},
		{"encoded slash", "/a%2Fb", "encoded slash"},
		{"encoded slash in small letters", "/a%2fb", "encoded slash"},
		{"backslash", `/a\b`, "backslash"},
		{"encoded backslash", "/a/..%5Cb", "backslash"},
		{"zero byte", "/a%00", "control character"},
		{"line break", "/a%0Ab", "control character"},
		{"plain control character", "/a\x1f", "control character"},
		{"delete", "/a%7F", "control character"},
		{"broken escape", "/a%zz", "percent sign"},
		{"escape cut off", "/a%2", "percent sign"},
		{"percent sign alone", "/100%", "percent sign"},
		{"no UTF-8", "/a%ff", "UTF-8"},
		{"overlong slash", "/a%c0%af", "UTF-8"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := d.Find("GET", tt.path)
			if got != nil || err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("got %+v, %v; want an error with %q", got, err, tt.says)
			}
		})
	}
	var none *openapi.Description
	if got, err := none.Find("GET", "/a/../b"); got != nil || err != nil {
		t.Errorf("a nil Description gave %v, %v; want nothing declared", got, err)
	}
}
