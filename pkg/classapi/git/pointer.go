// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package git

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/classapi/failure"
	"connectors.alauda.io/pkg/classapi/git/protocol"
)

// maxRefBytes bounds the parameter ref: file systems end before it.
const maxRefBytes = 1024

// pointer is what the parameter ref may mean: one of several full names, the first that there is, or the name of an object.
type pointer struct {
	names []string
	id    string
}

// found is where a pointer points at: an object, and the full name of the reference where one was asked for.
type found struct{ name, id string }

// newPointer reads the parameter ref. It is empty for the default branch, a hash, a full name, or the short one of a branch or
// else of a tag.
func newPointer(ref string) (pointer, error) {
	switch {
	case len(ref) > maxRefBytes:
		return pointer{}, failure.BadParameter(parameterRef, fmt.Sprintf("it is longer than %d bytes", maxRefBytes))
	case !utf8.ValidString(ref) || strings.ContainsFunc(ref, notInName):
		return pointer{}, failure.BadParameter(parameterRef, "it holds a blank or a control character, or is no UTF-8: no reference does")
	case protocol.IsID(ref):
		return pointer{id: ref}, nil
	case ref == "" || ref == head:
		return pointer{names: []string{head}}, nil
	case strings.HasPrefix(ref, full):
		return pointer{names: []string{ref}}, nil
	}
	return pointer{names: []string{branches().prefix + ref, tags().prefix + ref}}, nil
}

func notInName(r rune) bool { return r <= ' ' || r == 0x7f }

func (p pointer) resolve(ctx context.Context, repository *protocol.Repository) (found, error) {
	if p.id != "" && repository.GivesAny() {
		return found{id: p.id}, nil
	}
	prefixes := p.names
	if p.id != "" {
		prefixes = []string{head, full}
	}
	var result found
	best := len(p.names)
	err := repository.References(ctx, prefixes, func(r protocol.Reference) error {
		if p.id != "" && result.id == "" && (string(r.ID) == p.id || string(r.Peeled) == p.id) {
			// Of a tag's commit the tag is asked for, which a reference points at.
			result = found{id: string(r.ID)}
		}
		if at := slices.IndexFunc(p.names, func(name string) bool { return string(r.Name) == name }); at >= 0 && at < best {
			best, result = at, found{name: nameOf(r), id: string(r.ID)}
		}
		return nil
	})
	if err == nil && result.id == "" {
		err = failure.New(http.StatusNotFound, metav1.StatusReasonNotFound,
			"the repository has no such branch or tag, and gives no other commits than those of branches and tags")
	}
	return result, err
}

// nameOf is that of the branch which HEAD stands for, and of all else its own.
func nameOf(r protocol.Reference) string {
	if string(r.Name) == head && r.SymrefTarget != nil {
		return string(r.SymrefTarget)
	}
	return string(r.Name)
}
