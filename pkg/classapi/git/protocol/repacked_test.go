// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// A repository that was packed as small as it gets has most commits and tags as deltas. A server sends a commit that nobody asked
// the parents of as it is; tags that lead to each other it sends as deltas of each other.
func TestRepackedGit(t *testing.T) {
	const commits, tags = 12, 8
	for _, format := range []string{"sha1", "sha256"} {
		git := startGit(t, format)
		git.growHistory(commits)
		git.nestTags(tags)
		git.git("repack", "-adfq", "--depth=50", "--window=250")
		delta := git.aDelta("commit")
		for _, filter := range []string{"false", "true"} {
			git.git("config", "uploadpack.allowFilter", filter)
			for _, version := range versions() {
				t.Run(fmt.Sprintf("%s %s filter %s", format, version, filter), func(t *testing.T) {
					git.git("config", "uploadpack.allowAnySHA1InWant", "true")
					git.checkCommit(version, delta)
					git.checkCommit(version, "grown")
					if format == "sha1" {
						git.checkCommit(version, fmt.Sprintf("nested-%d", tags))
						return
					}
					_, err := git.commit(version, git.git("rev-parse", fmt.Sprintf("refs/tags/nested-%d", tags)))
					checkStatus(t, err, 501, "ask for the commit by its hash")
				})
			}
		}
	}
}

// longMessage is alike for all numbers, and longer than what is different.
func longMessage(n int) string {
	var all strings.Builder
	for i := range 60 {
		_, _ = fmt.Fprintf(&all, "line %d of a long message that is much the same each time\n", i)
	}
	return all.String() + fmt.Sprintf("and this is number %d\n", n)
}

// growHistory makes branch grown.
func (u *upstream) growHistory(commits int) {
	u.t.Helper()
	tip := u.git("rev-parse", "main")
	for i := range commits {
		tip = u.git("commit-tree", tip+"^{tree}", "-p", tip, "-m", longMessage(i))
	}
	u.git("update-ref", "refs/heads/grown", tip)
}

// nestTags makes tags nested-1 to nested-n, each of the one before.
func (u *upstream) nestTags(n int) {
	u.t.Helper()
	at := "main"
	for i := range n {
		name := fmt.Sprintf("nested-%d", i+1)
		u.git("tag", "--annotate", "-m", longMessage(i), name, at)
		at = name
	}
}

// aDelta names an object of a type that the pack of the repository has as a delta.
func (u *upstream) aDelta(kind string) string {
	u.t.Helper()
	packs, err := filepath.Glob(filepath.Join(u.dir, "objects", "pack", "*.idx"))
	if err != nil || len(packs) != 1 {
		u.t.Fatalf("%v: there are packs %q", err, packs)
	}
	const ofDelta = 7 // fields: the last are the length of the chain, and the base
	for line := range strings.Lines(u.git("verify-pack", "-v", packs[0])) {
		if fields := strings.Fields(line); len(fields) == ofDelta && fields[1] == kind {
			return fields[0]
		}
	}
	u.t.Fatalf("no %s is a delta", kind)
	return ""
}
