// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"connectors.alauda.io/pkg/classapi/git/protocol"
)

func TestCommit(t *testing.T) {
	signed := piece{kind: commitObject, content: "tree " + two + "\nparent " + one + "\nauthor " + ada + "\ncommitter " + ada +
		"\ngpgsig -----BEGIN\n tree of another\n parent of none\n -----END\n\nsubject\n\nbody \xff\n"}
	for _, test := range []struct {
		name string
		of   piece
		want protocol.Commit
	}{
		{"signed, and not all in UTF-8", signed, protocol.Commit{
			Parents: []string{one}, Author: protocol.Person{Name: "Ada", Email: "ada@example.com", When: time.Unix(1700000000, 0)},
			Message: "subject\n\nbody \uFFFD\n",
		}},
		{"without a time", commitOf(two, "Ada <ada@example.com>"), protocol.Commit{
			Author: protocol.Person{Name: "Ada", Email: "ada@example.com"}, Message: "message\n",
		}},
		{"without an address", commitOf(two, "Ada"), protocol.Commit{Message: "message\n"}},
		{"far in the future", commitOf(two, "A <a> 999999999999999 +0000"), protocol.Commit{
			Author: protocol.Person{Name: "A", Email: "a"}, Message: "message\n",
		}},
		{"in a zone beyond the earth", commitOf(two, "A <a> 1700000000 +9900"), protocol.Commit{
			Author: protocol.Person{Name: "A", Email: "a", When: time.Unix(1700000000, 0)}, Message: "message\n",
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := fetch(t, &script{first: fetchable(), second: banded(pack(test.of))}, test.of.name())
			if err != nil {
				t.Fatal(err)
			}
			if got.Name != test.of.name() || got.Tree != two || strings.Join(got.Parents, " ") != strings.Join(test.want.Parents, " ") {
				t.Errorf("commit %+v", got)
			}
			if got.Author.Name != test.want.Author.Name || got.Author.Email != test.want.Author.Email || !got.Author.When.Equal(test.want.Author.When) {
				t.Errorf("author %+v, want %+v", got.Author, test.want.Author)
			}
			if got.Message != test.want.Message {
				t.Errorf("message %q, want %q", got.Message, test.want.Message)
			}
			if _, err := got.Author.When.MarshalJSON(); err != nil {
				t.Errorf("the time cannot be written: %v", err)
			}
		})
	}
}

func TestCommitsThatAreNone(t *testing.T) {
	for _, test := range []struct {
		name    string
		content string
		want    string
	}{
		{"nothing", "", "commit is none"},
		{"no tree", "author " + ada + "\n\nmessage", "commit is none"},
		{"a parent that is no hash", "tree " + two + "\nparent x\n\nmessage", "parent that is none"},
		{"too many parents", "tree " + two + "\n" + strings.Repeat("parent "+one+"\n", 2000) + "\nmessage", "commit is none"},
	} {
		t.Run(test.name, func(t *testing.T) {
			of := piece{kind: commitObject, content: test.content}
			_, err := fetch(t, &script{first: fetchable(), second: banded(pack(of))}, of.name())
			checkStatus(t, err, http.StatusBadGateway, test.want)
		})
	}
}

// Tags may come before or after what they point at.
func TestTagOfACommit(t *testing.T) {
	commit := commitOf(two, ada)
	tag := piece{kind: tagObject, content: "object " + commit.name() + "\ntype commit\ntag v1\n\nmessage\n"}
	nothing := piece{kind: tagObject, content: "tag v1\n"}
	for name, pieces := range map[string][]piece{
		"before":       {tag, commit},
		"after":        {commit, tag},
		"among others": {nothing, {kind: blobObject, content: "a file"}, tag, commit},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := fetch(t, &script{first: fetchable(), second: banded(pack(pieces...))}, tag.name())
			if err != nil || got.Name != commit.name() {
				t.Errorf("commit %+v, error %v", got, err)
			}
		})
	}
	_, err := fetch(t, &script{first: fetchable(), second: banded(pack(nothing))}, nothing.name())
	checkStatus(t, err, http.StatusNotFound, "no commit")
}
