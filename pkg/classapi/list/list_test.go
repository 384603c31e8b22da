// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package list_test

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"connectors.alauda.io/pkg/classapi/list"
)

func TestParse(t *testing.T) {
	for _, tt := range []struct {
		name, query string
		want        list.Options
		// refused is the parameter that a 400 names.
		refused string
	}{
		{"nothing", "", list.Options{Page: 1, ItemsPerPage: 100}, ""},
		{"all", "search=v1.&page=3&itemsPerPage=10000", list.Options{Search: "v1.", Page: 3, ItemsPerPage: 10000}, ""},
		{"an empty search is none", "search=", list.Options{Page: 1, ItemsPerPage: 100}, ""},
		{"others are passed over", "sort=name&page=2", list.Options{Page: 2, ItemsPerPage: 100}, ""},
		{"the last page", "page=1000000000", list.Options{Page: 1_000_000_000, ItemsPerPage: 100}, ""},

		{"page zero", "page=0", list.Options{}, "page"},
		{"negative page", "page=-1", list.Options{}, "page"},
		{"page that is no number", "page=NaN", list.Options{}, "page"},
		{"page with a fraction", "page=1.0", list.Options{}, "page"},
		{"page with an exponent", "page=1e3", list.Options{}, "page"},
		{"page with a sign", "page=%2B1", list.Options{}, "page"},
		{"page with a blank", "page=+1", list.Options{}, "page"},
		{"page with a leading zero", "page=01", list.Options{}, "page"},
		{"page in other digits", "page=%D9%A1", list.Options{}, "page"},
		{"empty page", "page=", list.Options{}, "page"},
		{"page beyond the numbers", "page=99999999999999999999999", list.Options{}, "page"},
		{"page that would overflow", "page=9223372036854775807", list.Options{}, "page"},
		{"two pages", "page=1&page=2", list.Options{}, "page"},
		{"no items", "itemsPerPage=0", list.Options{}, "itemsPerPage"},
		{"too many items", "itemsPerPage=10001", list.Options{}, "itemsPerPage"},
		{"items that are no number", "itemsPerPage=all", list.Options{}, "itemsPerPage"},
		{"items twice", "itemsPerPage=1&itemsPerPage=1", list.Options{}, "itemsPerPage"},
		{"two searches", "search=a&search=b", list.Options{}, "search"},
		{"a search with a line break", "search=a%0Ab", list.Options{}, "search"},
		{"a search with a NUL", "search=%00", list.Options{}, "search"},
		{"a search that is no UTF-8", "search=%FF", list.Options{}, "search"},
		{"a long search", "search=" + strings.Repeat("a", 1025), list.Options{}, "search"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			query, err := url.ParseQuery(tt.query)
			if err != nil {
				t.Fatal(err)
			}
			got, err := list.Parse(query)
			if tt.refused == "" {
				if err != nil || got != tt.want {
					t.Errorf("got %+v, %v, want %+v", got, err, tt.want)
				}
				return
			}
			cause, ok := apierrors.StatusCause(err, "FieldValueInvalid")
			if !apierrors.IsBadRequest(err) || !ok || cause.Field != tt.refused || !strings.Contains(err.Error(), "parameter "+tt.refused+": ") {
				t.Errorf("got error %v (cause %+v), want 400 about %s", err, cause, tt.refused)
			}
		})
	}
}

func TestCollectorKeepsOnePage(t *testing.T) {
	const all = 25
	for _, tt := range []struct {
		name    string
		options list.Options
		want    []int
	}{
		{"the first page", list.Options{Page: 1, ItemsPerPage: 10}, []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}},
		{"one in the middle", list.Options{Page: 3, ItemsPerPage: 4}, []int{8, 9, 10, 11}},
		{"the last, which is not full", list.Options{Page: 3, ItemsPerPage: 10}, []int{20, 21, 22, 23, 24}},
		{"one beyond the end", list.Options{Page: 4, ItemsPerPage: 10}, []int{}},
		{"one far beyond the end", list.Options{Page: 1_000_000_000, ItemsPerPage: 10_000}, []int{}},
		{"all on one", list.Options{Page: 1, ItemsPerPage: all}, numbers(all)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			collector := list.NewCollector[int](tt.options)
			for i := range all {
				collector.Add(i)
			}
			got := collector.List()
			if got.ListMeta.TotalItems != all || collector.Total() != all || !slices.Equal(got.Items, tt.want) {
				t.Errorf("got %+v, want %v of %d", got, tt.want, all)
			}
		})
	}
}

func numbers(count int) []int {
	all := make([]int, count)
	for i := range all {
		all[i] = i
	}
	return all
}

func TestListOnTheWire(t *testing.T) {
	for _, tt := range []struct {
		name  string
		items []string
		want  string
	}{
		{"none", nil, `{"listMeta":{"totalItems":0},"items":[]}`},
		{"two", []string{"a", "b"}, `{"listMeta":{"totalItems":2},"items":["a","b"]}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			collector := list.NewCollector[string](list.Options{Page: 1, ItemsPerPage: 10})
			for _, item := range tt.items {
				collector.Add(item)
			}
			if got, err := json.Marshal(collector.List()); err != nil || string(got) != tt.want {
				t.Errorf("got %s, %v, want %s", got, err, tt.want)
			}
		})
	}
}

// Items that are not on the page cost nothing.
func TestCollectorAllocatesNothingForWhatItSkips(t *testing.T) {
	collector := list.NewCollector[string](list.Options{Page: 1000, ItemsPerPage: 10_000})
	if allocations := testing.AllocsPerRun(1000, func() {
		if collector.Count() {
			t.Error("an item of the first page was wanted")
		}
	}); allocations > 0 {
		t.Errorf("%v allocations for each item", allocations)
	}
}
