// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clients_test

import (
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	repository = "team/app.git"
	packSize   = 64 << 20
)

func gitRows() []row {
	var all []row
	for _, version := range []string{"0", "1", "2"} {
		all = append(all, row{name: "`git clone`, protocol " + version, tool: gitTool, use: func(t *testing.T, w *way) {
			cloneIn(t, w, version)
		}})
	}
	return append(all,
		row{name: "`git clone --depth=1`", tool: gitTool, use: cloneShallow},
		row{name: "`git clone --filter=blob:none`", tool: gitTool, use: clonePartial},
		row{name: "`git clone --mirror` of 60 branches, in a gzip body", tool: gitTool, use: cloneGzip},
		row{name: "`git push`, 64 MiB", tool: gitTool, use: pushLarge},
	)
}

// newGit is git as class git configures it: a header, a proxy and an authority.
func newGit(t *testing.T, w *way, settings ...string) program {
	t.Helper()
	settings = append(settings, "http.sslCAInfo", w.ca, "http.proxy", w.proxyURL("socks5h"), "init.defaultBranch", "main")
	if w.token != "" {
		settings = append(settings, "http.extraHeader", "Authorization: Bearer "+w.token)
	}
	p := program{file: installed(t, "git"), dir: t.TempDir(), heard: w.hear, environment: []string{
		"GIT_CONFIG_NOSYSTEM=1", "GIT_TERMINAL_PROMPT=0", "GIT_TRACE_CURL=1", "GIT_TRACE_CURL_NO_DATA=1", "GIT_TRACE_PACKET=1",
		"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.com", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.com",
		fmt.Sprintf("GIT_CONFIG_COUNT=%d", len(settings)/2),
	}}
	for i := 0; i < len(settings); i += 2 {
		p.environment = append(p.environment,
			fmt.Sprintf("GIT_CONFIG_KEY_%d=%s", i/2, settings[i]), fmt.Sprintf("GIT_CONFIG_VALUE_%d=%s", i/2, settings[i+1]))
	}
	return p
}

func cloneIn(t *testing.T, w *way, version string) {
	git := newGit(t, w, "protocol.version", version)
	git.must(t, "clone", w.url+"/"+repository, "work")
	git.in("work").must(t, "fsck")
	for _, other := range []string{"1", "2"} {
		if said := strings.Contains(w.heardSoFar(), "< version "+other); said != (other == version) {
			t.Errorf("the server spoke version %s: %t", other, said)
		}
	}
}

func cloneShallow(t *testing.T, w *way) {
	git := newGit(t, w)
	git.must(t, "clone", "--depth=1", w.url+"/"+repository, "work")
	if got := strings.TrimSpace(git.in("work").must(t, "rev-list", "--count", "HEAD")); got != "1" {
		t.Errorf("the clone has %s commits, want 1", got)
	}
	git.in("work").must(t, "fetch", "--unshallow")
	git.in("work").must(t, "fsck")
}

func clonePartial(t *testing.T, w *way) {
	git := newGit(t, w)
	git.must(t, "clone", "--filter=blob:none", "--no-checkout", w.url+"/"+repository, "work")
	if !strings.Contains(git.in("work").must(t, "rev-list", "--objects", "--missing=print", "HEAD"), "\n?") {
		t.Error("no content is missing")
	}
	git.in("work").must(t, "checkout", "main")
	if text, err := os.ReadFile(filepath.Join(git.dir, "work", "file")); err != nil || len(text) == 0 {
		t.Errorf("the content that was fetched on demand: %q, %v", text, err)
	}
}

// cloneGzip asks for so many branches that git compresses the question.
func cloneGzip(t *testing.T, w *way) {
	before := w.tool.witness.count()
	newGit(t, w).must(t, "clone", "--mirror", w.url+"/"+repository, "work")
	for _, one := range w.tool.witness.since(before) {
		if one.encoding == "gzip" {
			return
		}
	}
	t.Error("no compressed body has arrived")
}

// pushLarge makes more than git sends in one piece.
func pushLarge(t *testing.T, w *way) {
	git := newGit(t, w, "core.compression", "0")
	content := make([]byte, packSize)
	if _, err := rand.Read(content); err != nil {
		t.Fatal(err)
	}
	git.must(t, "clone", "--single-branch", w.url+"/"+repository, "work")
	if err := os.WriteFile(filepath.Join(git.dir, "work", "large"), content, 0o600); err != nil {
		t.Fatal(err)
	}
	work := git.in("work")
	work.must(t, "add", "large")
	work.must(t, "commit", "--message=large")
	branch := "large-" + w.path.slug()
	work.must(t, "push", "origin", "HEAD:refs/heads/"+branch)
	at := strings.Fields(work.must(t, "ls-remote", "origin", branch))
	if head := strings.TrimSpace(work.must(t, "rev-parse", "HEAD")); len(at) == 0 || at[0] != head {
		t.Errorf("the branch is at %v, want %s", at, head)
	}
}
