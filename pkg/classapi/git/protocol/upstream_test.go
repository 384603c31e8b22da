// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol_test

import (
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"connectors.alauda.io/test/gitserver"
)

// speaking sends what package protocol sends with a credential, and in another version of the protocol.
type speaking struct{ version string }

func (s speaking) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.SetBasicAuth("alice", "open sesame")
	if s.version != "version=2" {
		r.Header.Del("Git-Protocol")
	}
	if s.version == "version=1" {
		r.Header.Set("Git-Protocol", s.version)
	}
	return http.DefaultTransport.RoundTrip(r)
}

// upstream is a real Git server with one repository.
type upstream struct {
	t   *testing.T
	dir string
	at  *url.URL
}

func startGit(t *testing.T, format string) *upstream {
	t.Helper()
	server, err := gitserver.Start(gitserver.Config{Dir: t.TempDir(), Username: "alice", Password: "open sesame", Log: t.Output()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	at, err := url.Parse(server.URL() + "/team/app.git")
	if err != nil {
		t.Fatal(err)
	}
	u := &upstream{t: t, dir: server.RepositoryDir("team/app.git"), at: at}
	if err := os.MkdirAll(filepath.Dir(u.dir), 0o755); err != nil {
		t.Fatal(err)
	}
	u.command("init", "--quiet", "--bare", "--initial-branch=main", "--object-format="+format, u.dir)
	u.fill()
	return u
}

// fill makes a history with a merge, and tags of all kinds.
func (u *upstream) fill() {
	blob := u.git("hash-object", "-w", "--stdin")
	tree := u.git("mktree", "--missing")
	first := u.git("commit-tree", tree, "-m", "first")
	side := u.git("commit-tree", tree, "-m", "side", "-p", first)
	merge := u.git("commit-tree", tree, "-m", "merge\n\nof – two", "-p", first, "-p", side)
	u.git("update-ref", "refs/heads/main", merge)
	u.git("update-ref", "refs/heads/side", side)
	u.git("tag", "light", first)
	u.git("tag", "--annotate", "-m", "annotated", "annotated", side)
	u.git("tag", "--annotate", "-m", "tag of a tag", "nested", "annotated")
	u.git("tag", "--annotate", "-m", "tag of a file", "file", blob)
}

func (u *upstream) git(args ...string) string {
	return u.command(append([]string{"--git-dir", u.dir}, args...)...)
}

func (u *upstream) command(args ...string) string {
	u.t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + u.t.TempDir(), "GIT_CONFIG_NOSYSTEM=1",
		"GIT_AUTHOR_NAME=Ada Lovelace", "GIT_AUTHOR_EMAIL=ada@example.com", "GIT_AUTHOR_DATE=1700000000 +0530",
		"GIT_COMMITTER_NAME=Bob", "GIT_COMMITTER_EMAIL=bob@example.com", "GIT_COMMITTER_DATE=1700000001 -0800",
	}
	output, err := cmd.CombinedOutput()
	if err != nil {
		u.t.Fatalf("git %s: %v: %s", strings.Join(args, " "), err, output)
	}
	return strings.TrimSpace(string(output))
}

// remote lists as git ls-remote does: what a tag points at is in a line of its own.
func (u *upstream) remote() []string {
	var all []string
	for line := range strings.Lines(u.command("-c", "http.extraHeader=Authorization: Basic YWxpY2U6b3BlbiBzZXNhbWU=", "ls-remote", u.at.String())) {
		all = append(all, strings.Join(strings.Fields(line), " "))
	}
	return all
}
