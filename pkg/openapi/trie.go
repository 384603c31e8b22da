// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package openapi

import (
	"cmp"
	"slices"
	"strings"
)

// node is a place in the tree of all patterns; each edge is a segment. The patterns that go through a node have the same
// segments up to there.
type node struct {
	literals map[string]*node
	// parameters are sorted, the most specific first.
	parameters []edge
	// item is the pattern that ends here.
	item *item
}

// edge leads to the segments that begin and end with the given texts, have the others in this order between them, and something
// before, between and behind those.
type edge struct {
	prefix, suffix string
	between        []string
	to             *node
}

// item is what a pattern declares, by method.
type item struct {
	pattern    string
	operations map[string]*Operation
}

// insert adds a pattern. Where another one matches the same requests, nothing is added and the other one is returned.
func (n *node) insert(segments []segment, added *item) (other string) {
	for _, s := range segments {
		n = n.child(s)
	}
	if n.item != nil {
		return n.item.pattern
	}
	n.item = added
	return ""
}

// child is where a segment leads, which is made if nothing was there.
func (n *node) child(s segment) *node {
	if !s.parameter {
		if n.literals[s.literal] == nil {
			if n.literals == nil {
				n.literals = map[string]*node{}
			}
			n.literals[s.literal] = &node{}
		}
		return n.literals[s.literal]
	}
	added := edge{prefix: s.prefix, suffix: s.suffix, between: s.between, to: &node{}}
	at, known := slices.BinarySearchFunc(n.parameters, added, edge.compare)
	if !known {
		n.parameters = slices.Insert(n.parameters, at, added)
	}
	return n.parameters[at].to
}

// compare puts longer texts before shorter ones, so that the parameter alone comes last.
func (e edge) compare(other edge) int {
	return cmp.Or(
		cmp.Compare(len(other.prefix), len(e.prefix)), cmp.Compare(len(other.suffix), len(e.suffix)),
		cmp.Compare(len(strings.Join(other.between, "")), len(strings.Join(e.between, ""))),
		cmp.Compare(e.prefix, other.prefix), cmp.Compare(e.suffix, other.suffix), slices.Compare(e.between, other.between))
}

// matches takes the first place for each text between parameters: if there is any way to place them, then this one.
func (e edge) matches(segment string) bool {
	if len(segment) <= len(e.prefix)+len(e.suffix) || !strings.HasPrefix(segment, e.prefix) || !strings.HasSuffix(segment, e.suffix) {
		return false
	}
	rest := segment[len(e.prefix) : len(segment)-len(e.suffix)]
	for _, text := range e.between {
		at := strings.Index(rest[1:], text)
		if at < 0 {
			return false
		}
		rest = rest[1+at+len(text):]
		if rest == "" {
			return false
		}
	}
	return true
}

// match finds the most specific pattern for a path without its leading slash: from the left, the first segment in which
// two patterns differ decides. Each node is visited once at most, since its depth is its place in the path.
func (n *node) match(path string) *item {
	segment, rest, more := strings.Cut(path, "/")
	if next := n.literals[segment]; next != nil {
		if found := next.end(rest, more); found != nil {
			return found
		}
	}
	for i := range n.parameters {
		if !n.parameters[i].matches(segment) {
			continue
		}
		if found := n.parameters[i].to.end(rest, more); found != nil {
			return found
		}
	}
	return nil
}

func (n *node) end(rest string, more bool) *item {
	if more {
		return n.match(rest)
	}
	return n.item
}
