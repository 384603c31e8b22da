// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package git_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"connectors.alauda.io/test/gitserver"
)

// upstreamGit is a real Git server that wants a password, and its repository.
type upstreamGit struct {
	t      testing.TB
	server *gitserver.Server
	dir    string
}

func startGit(t testing.TB) *upstreamGit {
	t.Helper()
	server, err := gitserver.Start(gitserver.Config{Dir: t.TempDir(), Username: username, Password: password, PathPrefix: "/scm"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	if err := server.CreateRepository(repository); err != nil {
		t.Fatal(err)
	}
	return &upstreamGit{t: t, server: server, dir: server.RepositoryDir(repository)}
}

func (u *upstreamGit) run(args ...string) string {
	u.t.Helper()
	cmd := exec.Command("git", append([]string{"--git-dir", u.dir}, args...)...)
	cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + u.dir, "GIT_CONFIG_NOSYSTEM=1",
		"GIT_AUTHOR_NAME=Ada", "GIT_AUTHOR_EMAIL=ada@example.com", "GIT_AUTHOR_DATE=1700000000 +0530",
		"GIT_COMMITTER_NAME=Bob", "GIT_COMMITTER_EMAIL=bob@example.com", "GIT_COMMITTER_DATE=1700000001 -0800",
	}
	output, err := cmd.CombinedOutput()
	if err != nil {
		u.t.Fatalf("git %s: %v: %s", strings.Join(args, " "), err, output)
	}
	return strings.TrimSpace(string(output))
}

// fill makes two commits, some branches and tags, and references that are neither.
func (u *upstreamGit) fill() (first, second string) {
	tree := u.run("mktree", "--missing")
	first = u.run("commit-tree", tree, "-m", "first")
	second = u.run("commit-tree", tree, "-m", "second", "-p", first)
	for name, id := range map[string]string{
		"refs/heads/main": second, "refs/heads/maintenance": first, "refs/heads/refs/odd": first, "refs/heads/feature/a": first,
		"refs/tags/v1": first, "refs/tags/main": first, "refs/pull/1/head": second, "refs/heads-up": second,
	} {
		u.run("update-ref", name, id)
	}
	u.run("tag", "--annotate", "-m", "two", "v2", second)
	return first, second
}
