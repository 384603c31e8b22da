// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clients_test

import (
	"crypto/rand"
	"fmt"
	"strings"
	"testing"

	"connectors.alauda.io/test/gitserver"
)

// branches is how many branches a repository has: to name them all takes more than a kilobyte.
const branches = 60

// gitTool is git's own server, over a repository with some history.
func gitTool(t *testing.T, _ *room) tool {
	t.Helper()
	const username = "robot"
	password := rand.Text()
	server, err := gitserver.Start(gitserver.Config{Dir: t.TempDir(), Username: username, Password: password})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := server.CreateRepository(repository); err != nil {
		t.Fatal(err)
	}
	local := program{file: installed(t, "git"), dir: server.RepositoryDir(repository), environment: []string{"GIT_CONFIG_NOSYSTEM=1"}}
	for _, setting := range []string{"uploadpack.allowFilter", "uploadpack.allowAnySHA1InWant"} {
		local.must(t, "config", setting, "true")
	}
	if _, err := local.runWith(t.Context(), history(), "fast-import", "--quiet"); err != nil {
		t.Fatal(err)
	}
	return basicTool(username, password, server)
}

// history is a stream for fast-import: one commit after another, each with a branch, the last of them main.
func history() string {
	var s strings.Builder
	for i := range branches {
		content := fmt.Sprintf("content %d\n", i)
		fmt.Fprintf(&s, "commit refs/heads/main\nmark :%d\ncommitter a <a@example.com> %d +0000\ndata 1\nx\n", i+1, i+1)
		if i > 0 {
			fmt.Fprintf(&s, "from :%d\n", i)
		}
		fmt.Fprintf(&s, "M 100644 inline file\ndata %d\n%s\n", len(content), content)
		fmt.Fprintf(&s, "reset refs/heads/branch-%d\nfrom :%d\n\n", i, i+1)
	}
	return s.String()
}
