// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import (
	"bytes"
	"strings"
	"time"

	gitobject "github.com/go-git/go-git/v5/plumbing/object"
)

// Commit is what a repository keeps of a commit.
type Commit struct {
	// Name is the hash of the commit, and Tree that of its files. Parents are the commits before it.
	Name, Tree string
	Parents    []string
	// Author is who made the change, and Committer who took it in.
	Author, Committer Person
	// Message is all of it, in UTF-8: what is not is replaced.
	Message string
}

// Person is who did something, and when.
type Person struct {
	// Name and Email are as they were configured, in UTF-8, and need not be anybody's.
	Name, Email string
	// When is in the time zone of the person. It is zero where the commit does not say, or names a year beyond 9999.
	When time.Time
}

// maxParents is more than git makes commits with.
const maxParents = 1024

// parseCommit reads the headers of a commit up to the empty line, and the message after it.
func parseCommit(name string, content []byte) (*Commit, error) {
	headers, message, _ := bytes.Cut(content, []byte("\n\n"))
	commit := &Commit{Name: name, Message: text(message)}
	for header := range bytes.SplitSeq(headers, []byte("\n")) {
		// Signatures go on in lines that begin with a blank: those have an empty key.
		key, value, _ := bytes.Cut(header, []byte(" "))
		switch string(key) {
		case "tree":
			commit.Tree = string(value)
		case "parent":
			commit.Parents = append(commit.Parents, string(value))
		case "author":
			commit.Author = person(value)
		case "committer":
			commit.Committer = person(value)
		}
	}
	return commit, commit.check()
}

// check makes sure that a program may take hashes for hashes.
func (c *Commit) check() error {
	if !IsID(c.Tree) || len(c.Parents) > maxParents {
		return malformed("the commit is none")
	}
	for _, parent := range c.Parents {
		if !IsID(parent) {
			return malformed("the commit has a parent that is none")
		}
	}
	return nil
}

func person(value []byte) Person {
	var signature gitobject.Signature
	signature.Decode(value)
	return Person{Name: text([]byte(signature.Name)), Email: text([]byte(signature.Email)), When: printable(signature.When)}
}

// printable keeps to times that RFC 3339 can say: years of four digits, and zones within a day.
func printable(when time.Time) time.Time {
	if _, seconds := when.Zone(); seconds <= -24*60*60 || seconds >= 24*60*60 {
		when = when.UTC()
	}
	if year := when.Year(); year < 1 || year > 9999 {
		return time.Time{}
	}
	return when
}

func text(content []byte) string { return strings.ToValidUTF8(string(content), "\uFFFD") }
