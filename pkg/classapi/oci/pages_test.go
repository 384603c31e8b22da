// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package oci

import (
	"context"
	"strconv"
	"strings"
	"testing"

	"connectors.alauda.io/pkg/classapi/endpoint"
	"connectors.alauda.io/pkg/classapi/list"
)

// growing is a list that always has another page. Over the wire it would take long to get to its bounds.
type growing struct {
	names []string
	pages int
}

func (*growing) HasNext() bool { return true }

func (g *growing) Next(context.Context) (page, error) {
	g.pages++
	return page{names: g.names, next: "?last=" + strconv.Itoa(g.pages)}, nil
}

func TestListsWithoutEnd(t *testing.T) {
	for name, test := range map[string]struct {
		names   int
		message string
		pages   int
	}{
		"of empty pages": {names: 0, message: "more than 10000 pages", pages: 10_001},
		"of full pages":  {names: 1000, message: "more than 1000000 names", pages: 1001},
	} {
		t.Run(name, func(t *testing.T) {
			from := &growing{names: strings.Fields(strings.Repeat("name ", test.names))}
			_, err := collect(t.Context(), from, func(p page) page { return p }, &endpoint.Request{}, list.Options{Page: 1, ItemsPerPage: 1})
			if err == nil || !strings.Contains(err.Error(), test.message) || from.pages != test.pages {
				t.Errorf("after %d pages: %v, want %q after %d", from.pages, err, test.message, test.pages)
			}
		})
	}
}

func TestCircle(t *testing.T) {
	for name, next := range map[string]func(n int) int{
		"of one":  func(int) int { return 0 },
		"of two":  func(n int) int { return (n + 1) % 2 },
		"of many": func(n int) int { return (n + 1) % 1000 },
		"with a way": func(n int) int {
			if n == 700 {
				return 650
			}
			return n + 1
		},
	} {
		t.Run(name, func(t *testing.T) {
			walk, place := circle{}, 0
			for range 4000 {
				if place = next(place); walk.closed(strconv.Itoa(place)) {
					return
				}
			}
			t.Error("it was not found in 4000 steps")
		})
	}
	t.Run("none", func(t *testing.T) {
		walk := circle{}
		for place := range 10_000 {
			if walk.closed(strconv.Itoa(place)) {
				t.Fatalf("place %d is new", place)
			}
		}
	})
}
