// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package oci

import (
	"net/url"
	"strings"

	"connectors.alauda.io/pkg/target"
)

// maxLinkBytes bounds the query of a link to the next page: it holds a name, or what a registry makes of one.
const maxLinkBytes = 4 << 10

// nextQuery is the query of the next page, as a Link header tells it. The link came with an answer to asked, and must lead to
// the same list, called path below the registry's address. A registry behind a prefix may not know of it: the end of the path
// is what has to agree, and it is our own path that is asked again.
func nextQuery(link string, address target.Address, asked *url.URL, path string) (string, error) {
	rest, opened := strings.CutPrefix(strings.TrimSpace(link), "<")
	text, _, closed := strings.Cut(rest, ">")
	if !opened || !closed {
		return "", malformed("a list whose link to the next page is none")
	}
	u, err := asked.Parse(text)
	switch {
	case err != nil || u.User != nil || len(u.RawQuery) > maxLinkBytes:
		return "", malformed("a list whose link to the next page is none")
	case !address.SameOrigin(u):
		return "", malformed("a list that goes on at another host, where a credential is not sent")
	case !strings.HasSuffix(u.Path, path):
		return "", malformed("a list that goes on at another path")
	}
	return u.RawQuery, nil
}

// circle finds that a walk comes to where it was. It remembers one place, and another one each time that the walk has become
// twice as long (Brent's algorithm), so that a circle of any length is found in the end.
type circle struct {
	place        string
	steps, until int
}

// closed says whether the walk was at the place before.
func (c *circle) closed(place string) bool {
	if place == c.place {
		return true
	}
	if c.steps++; c.steps > c.until {
		c.place, c.until = place, 2*c.steps
	}
	return false
}
