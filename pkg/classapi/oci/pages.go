// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package oci

import (
	"context"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"connectors.alauda.io/pkg/classapi/endpoint"
	"connectors.alauda.io/pkg/classapi/list"
)

const (
	// maxPages and maxNames bound a list, for registries whose lists do not end. maxNameBytes bounds a name.
	maxPages     = 10_000
	maxNames     = 1_000_000
	maxNameBytes = 512
)

// lister is a Lister or a Catalogger of the library, whose pages are P.
type lister[P any] interface {
	HasNext() bool
	Next(ctx context.Context) (P, error)
}

// page is what the pages of all lists have in common.
type page struct {
	names []string
	// next is the URL of the next page, empty after the last one.
	next string
}

// collect reads a list to its end, in the registry's order, and keeps what is asked for.
func collect[P any](ctx context.Context, from lister[P], read func(P) page, r *endpoint.Request, options list.Options) (list.List[Item], error) {
	found := list.NewCollector[Item](options)
	walk := circle{}
	seen := 0
	for pages := 0; from.HasNext(); pages++ {
		content, err := from.Next(ctx)
		if err != nil {
			return list.List[Item]{}, err
		}
		current := read(content)
		seen += len(current.names)
		switch {
		case pages == maxPages:
			return list.List[Item]{}, tooMany(maxPages, "pages")
		case seen > maxNames:
			return list.List[Item]{}, tooMany(maxNames, "names")
		case current.next != "" && walk.closed(current.next):
			return list.List[Item]{}, malformed("a list whose pages go in a circle")
		}
		kept, err := add(found, current.names, options.Search)
		if err == nil {
			err = r.Memory.Hold(ctx, kept)
		}
		if err != nil {
			return list.List[Item]{}, err
		}
	}
	return found.List(), nil
}

// add counts the names that begin with prefix. It gives how many bytes those have that are kept.
func add(found *list.Collector[Item], names []string, prefix string) (kept int64, err error) {
	for _, name := range names {
		if !isName(name) {
			return 0, malformed("a list with a name in it that is none")
		}
		if strings.HasPrefix(name, prefix) && found.Count() {
			found.Keep(Item{Name: name})
			kept += int64(len(name))
		}
	}
	return kept, nil
}

// isName is lenient: some registries have names that the specification does not allow. It refuses what must not be shown.
func isName(name string) bool {
	return name != "" && len(name) <= maxNameBytes && utf8.ValidString(name) && !strings.ContainsFunc(name, unicode.IsControl)
}

func tooMany(most int, what string) error {
	return malformed(fmt.Sprintf("a list of more than %d %s", most, what))
}
