// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package openapi_test

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"connectors.alauda.io/pkg/openapi"
)

// describe compiles a description of paths that have GET, or gives nil where it is refused.
func describe(paths []string) *openapi.Description {
	items := map[string]any{}
	for _, path := range paths {
		items[path] = map[string]any{"get": map[string]any{}}
	}
	raw, err := json.Marshal(map[string]any{"openapi": "3.1.0", "paths": items})
	if err != nil {
		return nil
	}
	d, err := openapi.Compile(raw)
	if err != nil {
		return nil
	}
	return d
}

// plainFind reads the rules of matching one pattern after the other. It expects what was accepted.
func plainFind(patterns []string, path string) string {
	if path == "" {
		path = "/"
	}
	path, _ = url.PathUnescape(path)
	segments := strings.Split(path, "/")
	matching := slices.DeleteFunc(slices.Clone(patterns), func(pattern string) bool {
		return !slices.EqualFunc(strings.Split(pattern, "/"), segments, plainMatches)
	})
	if len(matching) == 0 {
		return ""
	}
	return slices.MinFunc(matching, func(a, b string) int {
		return slices.CompareFunc(strings.Split(a, "/"), strings.Split(b, "/"), plainCompare)
	})
}

func plainMatches(pattern, segment string) bool {
	prefix, suffix, parameter := plainParts(pattern)
	if !parameter {
		return segment == prefix
	}
	inner, hasPrefix := strings.CutPrefix(segment, prefix)
	inner, hasSuffix := strings.CutSuffix(inner, suffix)
	return hasPrefix && hasSuffix && inner != ""
}

// plainCompare puts the more specific of two segments that match the same text first.
func plainCompare(a, b string) int {
	aPrefix, aSuffix, aParameter := plainParts(a)
	bPrefix, bSuffix, bParameter := plainParts(b)
	switch {
	case aParameter != bParameter && bParameter:
		return -1
	case aParameter != bParameter:
		return 1
	case len(aPrefix) != len(bPrefix):
		return len(bPrefix) - len(aPrefix)
	}
	return len(bSuffix) - len(aSuffix)
}

func plainParts(pattern string) (prefix, suffix string, parameter bool) {
	prefix, rest, parameter := strings.Cut(pattern, "{")
	_, suffix, _ = strings.Cut(rest, "}")
	prefix, _ = url.PathUnescape(prefix)
	suffix, _ = url.PathUnescape(suffix)
	return prefix, suffix, parameter
}
