// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package openapi_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"connectors.alauda.io/pkg/openapi"
)

// FuzzCompile checks for any description that nothing panics, that errors are of the kind that is promised and short,
// and that an object and its text mean the same.
func FuzzCompile(f *testing.F) {
	for _, seed := range []string{
		described(`"/a/{b}":{"get":{"x-provider-type":"api","x-openapi-address":"c"}}`),
		described(`"/a":{"$ref":"#/paths/~1b","post":{}},"/b":{"$ref":"#/components/pathItems/c"}`),
		`{"openapi":"3.1.0","components":{"pathItems":{"c":{"get":{}}}},"paths":{"/v{x}.y":{"x-provider-type":"proxy","head":{}}}}`,
		`{"openapi":"3.0.0","x-openapi-address":"https://h","paths":{"/%41":{"get":null,"query":{},"additionalOperations":{"A":{}}}}}`,
		`{"swagger":"2.0"}`, `null`, `[]`, `""`, `{"openapi":3.0}`, `{"a":{"$ref":"b"}}`, `{"a":[[[{"b":1,"b":2}]]]}`,
		inText("openapi: 3.0.3\nx: &a {get: {x-provider-type: api}}\npaths:\n  /a: *a\n  /b:\n    <<: *a\n"),
		inText("a: &a [*a]"), inText("? [a]\n: b"), inText("--- |\n a"), inText("%YAML 1.1\n---\n!!binary YQ==: 1"), inText(bomb(3)),
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		d, err := openapi.Compile(raw)
		if _, again := openapi.Compile(raw); (err == nil) != (again == nil) || err != nil && err.Error() != again.Error() {
			t.Fatalf("got %v, and then %v", err, again)
		}
		if err != nil {
			found, ok := errors.AsType[*openapi.Error](err)
			if !ok || len(found.Problems) == 0 || len(err.Error()) > 40_000 {
				t.Fatalf("got %T %.500v, want a short *openapi.Error", err, err)
			}
			return
		}
		if !strings.HasPrefix(strings.TrimSpace(string(raw)), "{") || !utf8.Valid(raw) {
			return
		}
		text, err := json.Marshal(string(raw))
		if err != nil {
			t.Fatal(err)
		}
		if again, err := openapi.Compile(text); len(text) <= 1<<20 && (err != nil || !slices.Equal(d.Addresses(), again.Addresses())) {
			t.Fatalf("the text of the object is not the object: %v", err)
		}
	})
}

// FuzzFind compares what is found with what a plain reading of the rules says. The paths of the description stand on
// lines.
func FuzzFind(f *testing.F) {
	const patterns = "/\n/a\n/a/\n/a/{b}\n/{a}/b\n/{a}/{b}/c\n/a/v{b}\n/a/v{b}.t\n/a/v1{b}\n/a%20b/{c}\n/x/{a}{b}"
	for _, path := range []string{"", "/", "/a", "/a/", "/a/b", "/b/b", "/a/v1.t", "/a%20b/c", "/a/b/c", "//", "/..", "/a%2Fb", "/%", "a"} {
		f.Add(patterns, path)
	}
	f.Fuzz(func(t *testing.T, patterns, path string) {
		if !utf8.ValidString(patterns) {
			t.Skip("JSON cannot hold it")
		}
		var accepted []string
		for pattern := range strings.SplitSeq(patterns, "\n") {
			if more := append(slices.Clone(accepted), pattern); len(more) <= 20 && describe(more) != nil {
				accepted = more
			}
		}
		d := describe(accepted)
		got, err := d.Find("GET", path)
		if err != nil {
			if got != nil || len(err.Error()) > 200 {
				t.Fatalf("%q: got %v and %v", path, got, err)
			}
			return
		}
		found := ""
		if got != nil {
			found = got.Pattern
		}
		if want := plainFind(accepted, path); found != want {
			t.Errorf("%q among %q: got %q, want %q", path, accepted, found, want)
		}
	})
}
