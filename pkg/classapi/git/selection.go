// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package git

import (
	"strings"

	"connectors.alauda.io/pkg/classapi/failure"
)

const (
	// head is the reference that says which branch is the default.
	head = "HEAD"
	// full is what full names begin with.
	full = "refs/"
)

// kind is a kind of references: its name in answers, and what the full names begin with.
type kind struct{ name, prefix string }

func branches() kind { return kind{name: "branch", prefix: "refs/heads/"} }
func tags() kind     { return kind{name: "tag", prefix: "refs/tags/"} }

// selection says which references are wanted. It is immutable.
type selection []selected

// selected are the references of a kind whose full names begin with prefix.
type selected struct {
	kind   kind
	prefix string
}

// newSelection selects by the parameters type and search: references of one kind or of both whose short names begin with
// search, or whose full names do where it begins with refs/ itself.
func newSelection(only, search string) (selection, error) {
	if only != "" && only != branches().name && only != tags().name {
		return nil, failure.BadParameter(parameterType, "it must be branch or tag, or be left out for both")
	}
	var wanted selection
	for _, kind := range []kind{branches(), tags()} {
		if only != "" && only != kind.name {
			continue
		}
		if prefix, some := kind.narrow(search); some {
			wanted = append(wanted, selected{kind: kind, prefix: prefix})
		}
	}
	return wanted, nil
}

// narrow gives what full names of the kind that match a search begin with, and whether any can match.
func (k kind) narrow(search string) (prefix string, some bool) {
	switch {
	case !strings.HasPrefix(search, full):
		return k.prefix + search, true
	case strings.HasPrefix(k.prefix, search):
		return k.prefix, true
	default:
		return search, strings.HasPrefix(search, k.prefix)
	}
}

// prefixes are what a server is asked for. HEAD is among them, to know the default branch.
func (s selection) prefixes() []string {
	prefixes := []string{head}
	for _, each := range s {
		prefixes = append(prefixes, each.prefix)
	}
	return prefixes
}

// find says of which kind a reference is, if it is wanted.
func (s selection) find(name []byte) (kind, bool) {
	for _, each := range s {
		// Compared like this, nothing is allocated for names that are not wanted.
		if n := len(each.prefix); len(name) > len(each.kind.prefix) && len(name) >= n && string(name[:n]) == each.prefix {
			return each.kind, true
		}
	}
	return kind{}, false
}
