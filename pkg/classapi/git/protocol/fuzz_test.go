// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"connectors.alauda.io/pkg/classapi/git/protocol"
)

// canned answers every question without a server.
type canned struct{ first, second []byte }

func (c canned) RoundTrip(r *http.Request) (*http.Response, error) {
	content, mediaType := c.first, advertisement
	if r.Method == http.MethodPost {
		content, mediaType = c.second, result
	}
	return &http.Response{
		StatusCode: http.StatusOK, Request: r, Header: http.Header{"Content-Type": {mediaType}},
		Body: io.NopCloser(bytes.NewReader(content)),
	}, nil
}

func openCanned(t testing.TB, first, second []byte) (*protocol.Repository, error) {
	t.Helper()
	return protocol.Open(t.Context(), sender(canned{first, second}), &url.URL{Scheme: "http", Host: "git.invalid", Path: "/app.git"})
}

// Whatever a server answers, an error is one that a caller can be told, and what is handed on is well-formed.
func FuzzReferences(f *testing.F) {
	f.Add([]byte(versionTwo("ls-refs\n")), []byte(lines(one+" HEAD symref-target:refs/heads/main", two+" refs/tags/v1 peeled:"+one)))
	f.Add([]byte(greeting()+lines(one+" HEAD\x00shallow symref=HEAD:refs/heads/main", two+" refs/tags/v1", one+" refs/tags/v1^{}")), []byte{})
	f.Add([]byte(greeting()+lines("version 1", one+" ^{}")), []byte{})
	f.Add([]byte(packet("ERR x")), []byte("0002"))
	f.Fuzz(func(t *testing.T, first, second []byte) {
		repository, err := openCanned(t, first, second)
		if err == nil {
			defer repository.Close()
			err = repository.References(t.Context(), []string{"refs/"}, func(r protocol.Reference) error { checkReference(t, r); return nil })
		}
		checkError(t, err)
	})
}

func checkReference(t *testing.T, r protocol.Reference) {
	t.Helper()
	if !protocol.IsID(string(r.ID)) || (r.Peeled != nil && !protocol.IsID(string(r.Peeled))) {
		t.Errorf("bad hash in %q", r)
	}
	if len(r.Name) == 0 || strings.ContainsFunc(string(r.Name)+string(r.SymrefTarget), func(c rune) bool { return c <= ' ' || c == 0x7f }) {
		t.Errorf("bad name in %q", r)
	}
}

func checkError(t *testing.T, err error) {
	t.Helper()
	var status *apierrors.StatusError
	if err != nil && !errors.As(err, &status) {
		t.Errorf("error %v is no Status", err)
	}
}

func FuzzCommit(f *testing.F) {
	commit := commitOf(two, ada)
	tag := piece{kind: tagObject, content: "object " + commit.name() + "\n"}
	f.Add([]byte(pack(commit)), commit.name())
	f.Add([]byte(pack(tag, commit)), tag.name())
	f.Add([]byte(pack(piece{kind: 6, content: "\x01\x02"}, piece{kind: 7, content: strings.Repeat("x", 40)})), one)
	f.Add([]byte(pack(commit, deltaOf(f, commit, commitOf(three, ada)))), commitOf(three, ada).name())
	f.Add([]byte(pack(commit)), four)
	f.Fuzz(func(t *testing.T, pack []byte, id string) {
		if !protocol.IsID(id) {
			return
		}
		repository, err := openCanned(t, []byte(fetchable()), []byte(banded(string(pack))))
		if err != nil {
			t.Fatal(err)
		}
		defer repository.Close()
		got, err := repository.Commit(t.Context(), id, unbounded)
		checkError(t, err)
		if err == nil && (!protocol.IsID(got.Name) || !protocol.IsID(got.Tree)) {
			t.Errorf("commit %+v", got)
		}
	})
}

// The content of a commit is reached only by its hash, so that it is made up here.
func FuzzCommitContent(f *testing.F) {
	f.Add(commitOf(two, ada).content)
	f.Add("tree " + two + "\nauthor A <a> 9999999999999 -9999\n\n\xff")
	f.Add("tree " + two + "\nauthor >< 1\n parent x\nparent " + one)
	f.Fuzz(func(t *testing.T, content string) {
		of := piece{kind: commitObject, content: content}
		repository, err := openCanned(t, []byte(fetchable()), []byte(banded(pack(of))))
		if err != nil {
			t.Fatal(err)
		}
		defer repository.Close()
		got, err := repository.Commit(t.Context(), of.name(), unbounded)
		checkError(t, err)
		if err != nil {
			return
		}
		for _, person := range []protocol.Person{got.Author, got.Committer} {
			if _, err := person.When.MarshalJSON(); err != nil {
				t.Errorf("a time that cannot be written: %v", err)
			}
		}
	})
}
