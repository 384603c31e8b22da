// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

func TestReferences(t *testing.T) {
	for _, test := range []struct {
		name          string
		first, second string
		want          []listed
	}{
		{
			name:  "version 2",
			first: versionTwo("agent=git/2\n", "ls-refs=unborn\n", "fetch=shallow\n", "object-format=sha1\n"),
			second: lines(one+" HEAD symref-target:refs/heads/main\n", one+" refs/heads/main\n",
				two+" refs/tags/v1 peeled:"+one+" unheard-of:yes\n"),
			want: []listed{{"HEAD", one, "", "refs/heads/main"}, {"refs/heads/main", one, "", ""}, {"refs/tags/v1", two, one, ""}},
		},
		{
			name:   "version 2 without the line of the service",
			first:  lines("version 2\n", "ls-refs\n"),
			second: lines(one + " refs/heads/main"),
			want:   []listed{{"refs/heads/main", one, "", ""}},
		},
		{
			name:   "version 2 of an empty repository",
			first:  versionTwo("ls-refs\n"),
			second: flushPacket,
		},
		{
			name:   "names of 64 digits",
			first:  versionTwo("ls-refs\n", "object-format=sha256\n"),
			second: lines(four + " refs/tags/v1 peeled:" + four + "\n"),
			want:   []listed{{"refs/tags/v1", four, four, ""}},
		},
		{
			name: "version 0",
			first: greeting() + lines(one+" HEAD\x00shallow symref=OTHER:refs/heads/x symref=HEAD:refs/heads/main agent=git/1\n",
				one+" refs/heads/main\n", two+" refs/tags/v1\n", one+" refs/tags/v1^{}\n", three+" refs/tags/v2\n"),
			want: []listed{
				{"HEAD", one, "", "refs/heads/main"}, {"refs/heads/main", one, "", ""}, {"refs/tags/v1", two, one, ""},
				{"refs/tags/v2", three, "", ""},
			},
		},
		{
			name:  "version 0 whose HEAD is no branch",
			first: greeting() + lines(one+" HEAD\x00shallow", one+" refs/heads/main"),
			want:  []listed{{"HEAD", one, "", ""}, {"refs/heads/main", one, "", ""}},
		},
		{
			name:  "version 0 without capabilities",
			first: greeting() + lines(one+" refs/heads/main\n"),
			want:  []listed{{"refs/heads/main", one, "", ""}},
		},
		{
			name:  "version 1, a tag at the end, twice the same, out of order, of a shallow repository",
			first: greeting() + lines("version 1\n", one+" refs/tags/v1\x00shallow\n", two+" refs/heads/b\n", two+" refs/heads/b\n", two+" refs/heads/a\n", three+" refs/tags/v0\n", one+" refs/tags/v0^{}\n", "shallow "+two+"\n"),
			want: []listed{
				{"refs/tags/v1", one, "", ""}, {"refs/heads/b", two, "", ""}, {"refs/heads/b", two, "", ""}, {"refs/heads/a", two, "", ""},
				{"refs/tags/v0", three, one, ""},
			},
		},
		{
			name:  "version 0 that says of what is not there what it points at",
			first: greeting() + lines(one+" ^{}\x00shallow\n", two+" refs/tags/b^{}\n", two+" refs/tags/a\n", two+" refs/tags/b^{}\n"),
			want:  []listed{{"refs/tags/a", two, "", ""}},
		},
		{
			name:  "version 0 of an empty repository",
			first: greeting() + lines(strings.Repeat("0", 40)+" capabilities^{}\x00shallow\n"),
		},
		{
			name:  "version 0 of an empty repository, as old servers say it",
			first: greeting() + flushPacket,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			at := serve(t, &script{first: test.first, second: test.second})
			got, err := list(t, at, http.DefaultTransport)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("listed %v\nwant   %v", got, test.want)
			}
		})
	}
}

func TestTheQuestionOfVersion2(t *testing.T) {
	server := &script{first: versionTwo("ls-refs\n", "object-format=sha256\n"), second: flushPacket}
	if _, err := list(t, serve(t, server), http.DefaultTransport, "HEAD", "refs/heads/v1."); err != nil {
		t.Fatal(err)
	}
	want := packet("command=ls-refs\n") + packet("object-format=sha256\n") + "0001" + packet("peel\n") + packet("symrefs\n") +
		packet("ref-prefix HEAD\n") + packet("ref-prefix refs/heads/v1.\n") + flushPacket
	if len(server.questions) != 1 || server.questions[0] != want {
		t.Errorf("asked %q\nwant  %q", server.questions, want)
	}
	if server.firstPath != "/team/app.git/info/refs" || server.firstQuery != "service=git-upload-pack" {
		t.Errorf("discovery at %s?%s", server.firstPath, server.firstQuery)
	}
}

// A server that is moved within its host is asked at its new place from then on.
func TestRedirect(t *testing.T) {
	server := &script{first: versionTwo("ls-refs\n"), second: lines(one + " refs/heads/main\n")}
	mux := http.NewServeMux()
	mux.Handle("/moved/app.git/", server)
	mux.HandleFunc("/team/app.git/info/refs", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/moved/app.git/info/refs?"+r.URL.RawQuery, http.StatusMovedPermanently)
	})
	mux.HandleFunc("/lost/app.git/info/refs", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/moved/app.git/login", http.StatusFound)
	})
	at := serve(t, mux)
	got, err := list(t, at, http.DefaultTransport)
	if err != nil || len(got) != 1 {
		t.Errorf("listed %v, error %v", got, err)
	}
	at.Path = "/lost/app.git/"
	_, err = list(t, at, http.DefaultTransport)
	checkStatus(t, err, http.StatusBadGateway, "redirects to what is no repository")
}
