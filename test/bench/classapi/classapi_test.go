// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package classapi

import (
	"bytes"
	"path/filepath"
	"testing"

	"connectors.alauda.io/test/bench/client"
)

func TestRepositoryIsWhole(t *testing.T) {
	const references = 2000
	dir := filepath.Join(t.TempDir(), "many.git")
	if err := client.RunGit(t.Context(), nil, "init", "--quiet", "--bare", "--initial-branch=main", dir); err != nil {
		t.Fatal(err)
	}
	if err := fill(t.Context(), dir, references); err != nil {
		t.Fatal(err)
	}
	if err := client.RunGit(t.Context(), nil, "--git-dir", dir, "fsck", "--strict"); err != nil {
		t.Error(err)
	}
	for pattern, want := range map[string]int{
		"refs/":                           references,
		"refs/tags/":                      references / tagShare,
		"refs/heads/" + search + "[0-9]*": found,
	} {
		output, err := client.Git(t.Context(), nil, "--git-dir", dir, "for-each-ref", "--format=%(refname)", pattern).Output()
		if err != nil {
			t.Fatal(err)
		}
		if got := bytes.Count(output, []byte("\n")); got != want {
			t.Errorf("%s: %d references, want %d", pattern, got, want)
		}
	}
	// Where a file of packed references is not in order, git does not find some of them.
	if err := client.RunGit(t.Context(), nil, "--git-dir", dir, "rev-parse", "--verify", "refs/heads/"+topic+"00042^{commit}"); err != nil {
		t.Error(err)
	}
}

func TestRoutersAgree(t *testing.T) {
	ours, err := described()
	if err != nil {
		t.Fatal(err)
	}
	for name, find := range map[string]finder{"ours": ours, "peer": multiplexed()} {
		for _, request := range requests() {
			if found, err := find(request.path); err != nil || found != request.declared {
				t.Errorf("%s: %.60s is declared: %t (%v), want %t", name, request.path, found, err, request.declared)
			}
		}
	}
}
