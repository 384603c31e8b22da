// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package git

import (
	"context"
	"unicode/utf8"

	"connectors.alauda.io/pkg/classapi/endpoint"
	"connectors.alauda.io/pkg/classapi/failure"
	"connectors.alauda.io/pkg/classapi/git/protocol"
	"connectors.alauda.io/pkg/classapi/list"
)

const (
	// maxPageBytes bounds the names of one page: some 200 bytes for each of the largest page.
	maxPageBytes = 2 << 20
	// escaped is how much longer what is no UTF-8 becomes in JSON.
	escaped = len(`\ufffd`)
)

// Reference is a branch or a tag in the answer of /git/refs.
type Reference struct {
	// Name is the short name, such as main, and Ref the full one, such as refs/heads/main. JSON has U+FFFD for what is no UTF-8.
	Name string `json:"name"`
	Ref  string `json:"ref"`
	// Type is branch or tag.
	Type string `json:"type"`
	// Revision is the hash of what the reference points at: a commit, or the object of an annotated tag.
	Revision string `json:"revision"`
	// Peeled is the hash of what an annotated tag points at, most often a commit. It is left out for all else.
	Peeled string `json:"peeled,omitempty"`
	// Default says that this is the branch that a clone has after it was made.
	Default bool `json:"default,omitempty"`
}

func answerReferences(ctx context.Context, r *endpoint.Request) (any, error) {
	options, err := list.Parse(r.Query)
	if err != nil {
		return nil, err
	}
	selected, err := newSelection(r.Query.Get(parameterType), options.Search)
	if err != nil {
		return nil, err
	}
	repository, err := open(ctx, r)
	if err != nil {
		return nil, err
	}
	defer repository.Close()
	page := references{selected: selected, collected: list.NewCollector[Reference](options)}
	add := func(found protocol.Reference) error {
		kept := page.add(found)
		if page.bytes > maxPageBytes {
			return failure.BadGateway("AnswerTooLarge", "the names on this page are too long for one answer: ask for fewer itemsPerPage")
		}
		return r.Memory.Hold(ctx, kept)
	}
	if err := repository.References(ctx, selected.prefixes(), add); err != nil {
		return nil, r.Tool.Failure(err)
	}
	return page.answer(), nil
}

// references collects one page.
type references struct {
	selected  selection
	collected *list.Collector[Reference]
	// bytes is how long the names on the page are together, as JSON.
	bytes int
	// head is the full name of the default branch, empty while it is not known. The server may tell at any time.
	head string
}

// add takes in a reference, and gives how many bytes of it are kept.
func (p *references) add(found protocol.Reference) (kept int64) {
	if string(found.Name) == head {
		p.head = string(found.SymrefTarget)
		return 0
	}
	kind, ok := p.selected.find(found.Name)
	if !ok || !p.collected.Count() {
		return 0
	}
	size := len(found.Name)
	if !utf8.Valid(found.Name) {
		size *= escaped
	}
	p.bytes += size
	ref := string(found.Name)
	p.collected.Keep(Reference{
		Name: ref[len(kind.prefix):], Ref: ref, Type: kind.name, Revision: string(found.ID), Peeled: string(found.Peeled),
	})
	return int64(size + len(found.ID) + len(found.Peeled))
}

func (p *references) answer() list.List[Reference] {
	answer := p.collected.List()
	for i := range answer.Items {
		answer.Items[i].Default = answer.Items[i].Ref == p.head
	}
	return answer
}
