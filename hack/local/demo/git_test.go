// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package demo

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"connectors.alauda.io/test/gitserver"
)

// What the status controller asks has nothing to do with what is shown.
func TestProbesAreLeftOut(t *testing.T) {
	server, err := gitserver.Start(gitserver.Config{Dir: t.TempDir(), Username: gitUser, Password: "password"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	d := &demo{git: server}
	ask := func(agent string) {
		request := httptest.NewRequest(http.MethodGet, server.URL()+"/", nil)
		request.Header.Set("User-Agent", agent)
		server.ServeHTTP(httptest.NewRecorder(), request)
	}
	ask("git/2")
	before := server.Count()
	ask("connectors-controller")
	if seen := d.gitSaw(before); len(seen) != 0 {
		t.Errorf("a probe is taken for a request of somebody: %v", seen)
	}
	ask("git/3")
	if seen := d.gitSaw(before); len(seen) != 1 || seen[0].UserAgent != "git/3" {
		t.Errorf("the requests are %v, want the one of git", seen)
	}
}
