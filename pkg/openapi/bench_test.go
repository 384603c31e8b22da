// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package openapi_test

import (
	"fmt"
	"strings"
	"testing"

	"connectors.alauda.io/pkg/openapi"
)

// large is a description of as many paths as the API of a large tool has.
func large(paths int) string {
	var text strings.Builder
	for i := range paths / 4 {
		fmt.Fprintf(&text, `"/api/v4/kind%d":{"get":{},"post":{}},"/api/v4/kind%d/{id}":{"get":{}},`, i, i)
		fmt.Fprintf(&text, `"/api/v4/kind%d/{id}/archive.{format}":{"get":{}},"/api/v4/{group}/kind%d/{id}":{"get":{"x-provider-type":"api"}},`, i, i)
	}
	return described(strings.TrimSuffix(text.String(), ","))
}

// requests are paths that are found in different ways.
func requests() map[string]string {
	return map[string]string{
		"text":          "/api/v4/kind200",
		"parameter":     "/api/v4/kind200/17",
		"text beside":   "/api/v4/kind200/17/archive.zip",
		"second choice": "/api/v4/kind200/kind100/17",
		"not declared":  "/api/v4/kind200/17/some/thing/else",
		"long":          "/api/v4/kind200/" + strings.Repeat("x", 1000),
	}
}

func TestFindDoesNotAllocate(t *testing.T) {
	d := compile(t, large(1000))
	for name, path := range requests() {
		if allocations := testing.AllocsPerRun(100, func() { _, _ = d.Find("GET", path) }); allocations != 0 {
			t.Errorf("%s: %v allocations", name, allocations)
		}
	}
}

func BenchmarkFind(b *testing.B) {
	d := compile(b, large(1000))
	for name, path := range requests() {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := d.Find("GET", path); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkCompile(b *testing.B) {
	descriptions := map[string]string{"1000 paths": large(1000)}
	for _, h := range hostile() {
		descriptions[h.name] = h.raw
	}
	for name, raw := range descriptions {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, _ = openapi.Compile([]byte(raw))
			}
		})
	}
}
