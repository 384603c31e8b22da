// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package git_test

import (
	"fmt"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"

	"connectors.alauda.io/pkg/classapi/git"
)

func TestCommitOfAReference(t *testing.T) {
	upstream := startGit(t)
	first, second := upstream.fill()
	upstream.run("update-ref", "-d", "refs/heads/refs/odd")
	hidden := upstream.run("commit-tree", upstream.run("rev-parse", "refs/heads/main^{tree}"), "-m", "hidden")
	for _, version := range []string{"version 2", "version 0"} {
		opened := open(t, withPassword(upstream.server.URL()))
		if version == "version 0" {
			opened = open(t, withPassword(inVersion0(t, upstream.server.URL())+"/scm"))
		}
		for _, test := range []struct{ name, ref, sha, found string }{
			{"the default branch", "", second, "refs/heads/main"},
			{"HEAD", "HEAD", second, "refs/heads/main"},
			{"a branch that has the name of a tag", "main", second, "refs/heads/main"},
			{"that tag", "refs/tags/main", first, "refs/tags/main"},
			{"a tag", "v1", first, "refs/tags/v1"},
			{"an annotated tag", "v2", second, "refs/tags/v2"},
			{"neither branch nor tag", "refs/pull/1/head", second, "refs/pull/1/head"},
			{"a hash", first, first, ""},
			{"a hash of an annotated tag", upstream.run("rev-parse", "refs/tags/v2"), second, ""},
		} {
			t.Run(version+" "+test.name, func(t *testing.T) {
				got := askWell[git.Commit](t, opened, commitPath, "repository="+repository+"&ref="+test.ref)
				if got.SHA != test.sha || got.Ref != test.found {
					t.Errorf("commit %s of %q, want %s of %q", got.SHA, got.Ref, test.sha, test.found)
				}
			})
		}
		for _, test := range []struct {
			name, ref string
			code      int32
			want      string
		}{
			{"no such branch", "missing", 404, "no such branch or tag"},
			{"part of a name", "mai", 404, "no such branch or tag"},
			{"no such hash", strings.Repeat("e", 40), 404, "no such"},
			{"a blank", "a%20b", 400, "parameter ref"},
			{"a line feed", "a%0Ab", 400, "parameter ref"},
			{"no UTF-8", "%ff", 400, "parameter ref"},
			{"long", strings.Repeat("x", 2000), 400, "parameter ref"},
		} {
			t.Run(version+" "+test.name, func(t *testing.T) {
				_, err := ask(t, opened, commitPath, "repository="+repository+"&ref="+test.ref)
				expectStatus(t, err, test.code, test.want)
			})
		}
		_, err := ask(t, opened, commitPath, "repository="+repository+"&ref="+hidden)
		if version == "version 0" {
			expectStatus(t, err, http.StatusNotFound, "no other commits")
		} else if err != nil {
			t.Errorf("a server of version 2 gives every commit: %v", err)
		}
	}
	got, err := ask(t, open(t, withPassword(upstream.server.URL())), commitPath, "repository="+repository)
	want := fmt.Sprintf(`{"ref":"refs/heads/main","sha":"%s","tree":"%s","parents":["%s"],`+
		`"author":{"name":"Ada","email":"ada@example.com","date":"2023-11-15T03:43:20+05:30"},`+
		`"committer":{"name":"Bob","email":"bob@example.com","date":"2023-11-14T14:13:21-08:00"},"message":"second\n"}`,
		second, upstream.run("rev-parse", "refs/heads/main^{tree}"), first)
	if err != nil || got != want {
		t.Errorf("answer %s, error %v\nwant   %s", got, err, want)
	}
}

// inVersion0 is the server as one that has never heard of versions.
func inVersion0(t *testing.T, base string) string {
	t.Helper()
	to, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.Out.URL.Scheme, r.Out.URL.Host = to.Scheme, to.Host
		r.Out.Header.Del("Git-Protocol")
	}}
	return serve(t, proxy.ServeHTTP)
}
