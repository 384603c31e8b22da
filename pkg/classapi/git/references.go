// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package git

import (
	"context"

	"connectors.alauda.io/pkg/classapi/endpoint"
	"connectors.alauda.io/pkg/classapi/failure"
	"connectors.alauda.io/pkg/classapi/git/protocol"
	"connectors.alauda.io/pkg/classapi/list"
)

// maxPageBytes bounds the names of one page: some 200 bytes for each of the largest page.
const maxPageBytes = 2 << 20

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
	if err := repository.References(ctx, selected.prefixes(), page.add); err != nil {
		return nil, r.Tool.Failure(err)
	}
	if page.bytes > maxPageBytes {
		return nil, failure.BadGateway("AnswerTooLarge", "the names on this page are too long for one answer: ask for fewer itemsPerPage")
	}
	return page.answer(), nil
}

// references collects one page.
type references struct {
	selected  selection
	collected *list.Collector[Reference]
	// bytes is how long the names on the page are together. Beyond maxPageBytes no more are kept.
	bytes int
	// head is the full name of the default branch, empty while it is not known. The server may tell at any time.
	head string
}

func (p *references) add(found protocol.Reference) {
	if string(found.Name) == head {
		p.head = string(found.SymrefTarget)
		return
	}
	kind, ok := p.selected.find(found.Name)
	if !ok || !p.collected.Count() {
		return
	}
	if p.bytes += len(found.Name); p.bytes > maxPageBytes {
		return
	}
	ref := string(found.Name)
	p.collected.Keep(Reference{
		Name: ref[len(kind.prefix):], Ref: ref, Type: kind.name, Revision: string(found.ID), Peeled: string(found.Peeled),
	})
}

func (p *references) answer() list.List[Reference] {
	answer := p.collected.List()
	for i := range answer.Items {
		answer.Items[i].Default = answer.Items[i].Ref == p.head
	}
	return answer
}
