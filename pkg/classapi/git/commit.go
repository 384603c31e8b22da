// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package git

import (
	"context"
	"time"

	"connectors.alauda.io/pkg/classapi/endpoint"
	"connectors.alauda.io/pkg/classapi/git/protocol"
)

// Commit is the answer of /git/commit.
type Commit struct {
	// Ref is the full name of the reference that was found, left out where a hash was asked for.
	Ref string `json:"ref,omitempty"`
	// SHA is the hash of the commit, and Tree that of its files.
	SHA  string `json:"sha"`
	Tree string `json:"tree"`
	// Parents are the hashes of the commits before it: none for the first one, two or more for a merge. Never null.
	Parents []string `json:"parents"`
	// Author is who made the change, and Committer who took it in.
	Author    Person `json:"author"`
	Committer Person `json:"committer"`
	// Message is all of it.
	Message string `json:"message"`
}

// Person is who did something to a commit.
type Person struct {
	Name  string `json:"name"`
	Email string `json:"email"`
	// Date is in RFC 3339, in the time zone of the person. It is left out where the commit does not say.
	Date string `json:"date,omitempty"`
}

func answerCommit(ctx context.Context, r *endpoint.Request) (any, error) {
	asked, err := newPointer(r.Query.Get(parameterRef))
	if err != nil {
		return nil, err
	}
	repository, err := open(ctx, r)
	if err != nil {
		return nil, err
	}
	defer repository.Close()
	found, err := asked.resolve(ctx, repository)
	if err != nil {
		return nil, r.Tool.Failure(err)
	}
	commit, err := repository.Commit(ctx, found.id, func(bytes int64) error { return r.Memory.Hold(ctx, bytes) })
	if err != nil {
		return nil, r.Tool.Failure(err)
	}
	return newCommit(found.name, commit), nil
}

func newCommit(ref string, from *protocol.Commit) Commit {
	return Commit{
		Ref: ref, SHA: from.Name, Tree: from.Tree, Parents: append([]string{}, from.Parents...),
		Author: newPerson(from.Author), Committer: newPerson(from.Committer), Message: from.Message,
	}
}

func newPerson(from protocol.Person) Person {
	person := Person{Name: from.Name, Email: from.Email}
	if !from.When.IsZero() {
		person.Date = from.When.Format(time.RFC3339)
	}
	return person
}
