// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package oci_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"connectors.alauda.io/pkg/classapi/list"
	"connectors.alauda.io/pkg/classapi/oci"
)

// names are those of a list, and how many there are in all.
func names(t *testing.T, answer any, err error) ([]string, int) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	found, ok := answer.(list.List[oci.Item])
	if !ok {
		t.Fatalf("the answer is a %T", answer)
	}
	names := []string{}
	for _, item := range found.Items {
		names = append(names, item.Name)
	}
	return names, found.ListMeta.TotalItems
}

func TestLists(t *testing.T) {
	tags := append(numbered("v1.", 1500), numbered("v2.", 1500)...)
	repositories := append(numbered("library/app", 30), numbered("team/app", 5)...)
	for name, test := range map[string]struct {
		path, query string
		most        int
		want        []string
		total       int
	}{
		"the first hundred tags":        {path: tagsPath, query: "repository=library/app", want: tags[:100], total: 3000},
		"a page further on":             {path: tagsPath, query: "repository=library/app&page=3&itemsPerPage=7", want: tags[14:21], total: 3000},
		"all at once":                   {path: tagsPath, query: "repository=library/app&itemsPerPage=10000", want: tags, total: 3000},
		"a page over pages of the tool": {path: tagsPath, query: "repository=a&page=2&itemsPerPage=900", want: tags[900:1800], total: 3000},
		"tags by prefix":                {path: tagsPath, query: "repository=a&search=v2.000&itemsPerPage=3", want: tags[1500:1503], total: 10},
		"a page beyond the end":         {path: tagsPath, query: "repository=a&page=1000", want: []string{}, total: 3000},
		"nothing found":                 {path: tagsPath, query: "repository=a&search=v9", want: []string{}, total: 0},
		"a registry with small pages":   {path: tagsPath, query: "repository=a&itemsPerPage=3", most: 50, want: tags[:3], total: 3000},
		"repositories":                  {path: repositoriesPath, query: "", want: repositories, total: 35},
		"repositories by prefix":        {path: repositoriesPath, query: "search=team/", most: 4, want: repositories[30:], total: 5},
		"a page of repositories":        {path: repositoriesPath, query: "page=2&itemsPerPage=30", want: repositories[30:], total: 35},
	} {
		t.Run(name, func(t *testing.T) {
			base := serve(t, &paged{tags: tags, repositories: repositories, most: test.most})
			answer, err := ask(t.Context(), t, open(t, anonymous(base)), test.path, test.query)
			got, total := names(t, answer, err)
			if !slices.Equal(got, test.want) || total != test.total {
				t.Errorf("got %d of %d: %v, want %d of %d", len(got), total, got[:min(len(got), 20)], len(test.want), test.total)
			}
		})
	}
}

func TestEmptyListIsNoNull(t *testing.T) {
	base := serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{"name":"library/app","tags":null}`))
	}))
	answer, err := ask(t.Context(), t, open(t, anonymous(base)), tagsPath, "repository=library/app")
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"listMeta":{"totalItems":0},"items":[]}`
	if got, err := json.Marshal(answer); err != nil || string(got) != want {
		t.Errorf("got %s, %v, want %s", got, err, want)
	}
}

// TestLinks has registries that spell links to their own lists in other ways.
func TestLinks(t *testing.T) {
	const prefix = "/images"
	for name, link := range map[string]func(base, path, query string) string{
		"without the prefix": func(_, path, query string) string { return path + "?" + query },
		"with the prefix":    func(_, path, query string) string { return prefix + path + "?" + query },
		"absolute":           func(base, path, query string) string { return base + prefix + path + "?" + query },
		"a query alone":      func(_, _, query string) string { return "?" + query },
		"more in the query":  func(_, path, query string) string { return path + "?a=%2F..%2F&" + query + "&b=%26" },
	} {
		t.Run(name, func(t *testing.T) {
			registry := &paged{tags: numbered("v", 25), most: 10}
			base := serve(t, http.StripPrefix(prefix, registry))
			registry.link = func(path, query string) string { return link(base, path, query) }
			answer, err := ask(t.Context(), t, open(t, anonymous(base+prefix)), tagsPath, "repository=library/app")
			if got, total := names(t, answer, err); len(got) != 25 || total != 25 {
				t.Errorf("got %d tags of %d, want all 25", len(got), total)
			}
		})
	}
}

// TestListsAskNoMore pins that nothing is asked but for the pages, once the registry is known.
func TestListsAskNoMore(t *testing.T) {
	registry := &paged{tags: numbered("v", 2500)}
	opened := open(t, anonymous(serve(t, registry)))
	for range 2 {
		registry.asked.Store(0)
		if _, err := ask(t.Context(), t, opened, tagsPath, "repository=library/app"); err != nil {
			t.Fatal(err)
		}
	}
	if got := registry.asked.Load(); got != 3 {
		t.Errorf("%d requests for three pages", got)
	}
}

func TestParametersOfLists(t *testing.T) {
	opened := open(t, anonymous(serve(t, &paged{})))
	for _, path := range []string{repositoriesPath, tagsPath} {
		for query, parameter := range map[string]string{
			"page=0": "page", "page=-1": "page", "page=NaN": "page", "itemsPerPage=10001": "itemsPerPage", "itemsPerPage=": "itemsPerPage",
			"search=%00": "search", "search=" + strings.Repeat("a", 2000): "search",
		} {
			_, err := ask(t.Context(), t, opened, path, "repository=a&"+query)
			expectStatus(t, err, http.StatusBadRequest, "parameter "+parameter)
		}
	}
}
