// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package oci_test

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"connectors.alauda.io/pkg/classapi/endpoint"
	"connectors.alauda.io/pkg/classapi/memory"
	"connectors.alauda.io/pkg/classapi/oci"
)

// What is free is enough for a list of any length in pages, and not for one that comes at once while others read such lists.
func TestListsAreHeldPageByPage(t *testing.T) {
	const pages = 50
	page := `{"tags":["` + strings.Repeat("x", 400) + `"]}`
	paged := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := 0
		_, _ = fmt.Sscan(r.URL.Query().Get("last"), &n)
		if n < pages {
			w.Header().Set("Link", fmt.Sprintf("<?last=%d>", n+1))
		}
		_, _ = io.WriteString(w, page)
	})
	whole := saying(http.StatusOK, `{"tags":["a"`+strings.Repeat(`,"`+strings.Repeat("x", 400)+`"`, pages)+`]}`)
	for name, test := range map[string]struct {
		handler http.Handler
		query   string
		code    int
	}{
		"in pages":                  {paged, "itemsPerPage=1", 200},
		"in pages that are kept":    {paged, "itemsPerPage=50", 429},
		"at once":                   {whole, "itemsPerPage=1", 429},
		"at once, and none is kept": {whole, "search=none", 429},
	} {
		t.Run(name, func(t *testing.T) {
			shared := memory.New(memory.Limits{Free: 1000, Places: 1, Patience: time.Millisecond})
			other := shared.Begin("other.example")
			defer other.End()
			if err := other.Hold(t.Context(), 1001); err != nil {
				t.Fatal(err)
			}
			query, err := url.ParseQuery("repository=a&" + test.query)
			if err != nil {
				t.Fatal(err)
			}
			call := shared.Begin("tool.example")
			defer call.End()
			asked := &endpoint.Request{Tool: open(t, anonymous(serve(t, test.handler))), Query: query, Memory: call}
			for _, e := range oci.Endpoints() {
				if e.Path != tagsPath {
					continue
				}
				if _, err = e.Answer(t.Context(), asked); test.code == http.StatusOK && err != nil {
					t.Error(err)
				} else if test.code != http.StatusOK {
					expectStatus(t, err, test.code, "try again later")
				}
			}
		})
	}
}
