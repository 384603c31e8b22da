// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package oci_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
)

// paged is a registry that has lists only, and gives them in pages as the distribution project's does.
type paged struct {
	repositories []string
	// tags are those of every repository.
	tags []string
	// most is how many names a page has at most, whatever is asked for; no limit when zero.
	most int
	// link makes the target of the link to the next page, which is path?query when nil.
	link func(path, query string) string
	// asked counts requests.
	asked atomic.Int64
}

// ServeHTTP implements http.Handler.
func (p *paged) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.asked.Add(1)
	switch {
	case r.URL.Path == "/v2/":
	case r.URL.Path == "/v2/_catalog":
		p.list(w, r, "repositories", p.repositories)
	case strings.HasPrefix(r.URL.Path, "/v2/") && strings.HasSuffix(r.URL.Path, "/tags/list"):
		p.list(w, r, "tags", p.tags)
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

func (p *paged) list(w http.ResponseWriter, r *http.Request, field string, names []string) {
	if last := r.URL.Query().Get("last"); last != "" {
		names = names[slices.Index(names, last)+1:]
	}
	n, err := strconv.Atoi(r.URL.Query().Get("n"))
	if err != nil {
		n = len(names)
	}
	if p.most > 0 {
		n = min(n, p.most)
	}
	if n < len(names) {
		names = names[:n]
		query := "last=" + url.QueryEscape(names[n-1]) + "&n=" + strconv.Itoa(n)
		to := r.URL.Path + "?" + query
		if p.link != nil {
			to = p.link(r.URL.Path, query)
		}
		w.Header().Set("Link", "<"+to+`>; rel="next"`)
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{"name": "any", field: names})
}

// numbered are names with a number each: prefix0000, and so on.
func numbered(prefix string, count int) []string {
	names := make([]string, count)
	for i := range names {
		names[i] = fmt.Sprintf("%s%04d", prefix, i)
	}
	return names
}
