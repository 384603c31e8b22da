// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package classapi

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"connectors.alauda.io/pkg/openapi"
)

// paths is how many a large description has.
const paths = 1000

// patterns are the paths of a description as that of a large tool, in the language that OpenAPI and http.ServeMux have in common.
func patterns() []string {
	var all []string
	for kind := range paths / 4 {
		several := fmt.Sprintf("/api/v4/kind%d", kind)
		one := several + "/{id}"
		all = append(all, several, one, one+"/parts", one+"/parts/{part}")
	}
	return all
}

// request is one that is looked for.
type request struct {
	path     string
	declared bool
}

// requests are paths that are found in different ways, or not at all.
func requests() []request {
	return []request{
		{"/api/v4/kind200", true},
		{"/api/v4/kind200/17/parts/4", true},
		{"/api/v4/kind200/" + strings.Repeat("x", 1000), true},
		{"/api/v4/kind200/17/parts/4/more/of/them", false},
	}
}

// finder says whether something is declared for a GET of a path.
type finder func(path string) (bool, error)

// described finds by a compiled description.
func described() (finder, error) {
	declared := map[string]any{}
	for _, pattern := range patterns() {
		declared[pattern] = map[string]any{"get": map[string]any{"x-provider-type": openapi.ProviderAPI}}
	}
	document, err := json.Marshal(map[string]any{
		"openapi": "3.1.0", "info": map[string]string{"title": "Large", "version": "1"}, "paths": declared,
	})
	if err != nil {
		return nil, err
	}
	description, err := openapi.Compile(document)
	if err != nil {
		return nil, err
	}
	return func(path string) (bool, error) {
		operation, err := description.Find(http.MethodGet, path)
		return operation != nil, err
	}, nil
}

// multiplexed finds as the library does.
func multiplexed() finder {
	mux := http.NewServeMux()
	for _, pattern := range patterns() {
		mux.Handle("GET "+pattern, http.NotFoundHandler())
	}
	asked := &http.Request{Method: http.MethodGet, URL: &url.URL{}}
	return func(path string) (bool, error) {
		asked.URL.Path = path
		_, pattern := mux.Handler(asked)
		return pattern != "", nil
	}
}
