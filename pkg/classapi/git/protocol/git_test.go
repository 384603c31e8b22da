// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"connectors.alauda.io/pkg/classapi/git/protocol"
)

func versions() []string { return []string{"version=2", "version=1", "version=0"} }

func TestReferencesOfGit(t *testing.T) {
	for _, format := range []string{"sha1", "sha256"} {
		git := startGit(t, format)
		for _, version := range versions() {
			t.Run(format+" "+version, func(t *testing.T) {
				got, err := list(t, git.at, speaking{version}, "HEAD", "refs/")
				if err != nil {
					t.Fatal(err)
				}
				var all []string
				for _, each := range got {
					all = append(all, each.id+" "+each.name)
					if each.peeled != "" {
						all = append(all, each.peeled+" "+each.name+"^{}")
					}
					if stands := each.symref == "refs/heads/main"; stands != (each.name == "HEAD") {
						t.Errorf("%s stands for %q", each.name, each.symref)
					}
				}
				if want := git.remote(); !slices.Equal(all, want) {
					t.Errorf("listed\n%s\nwant\n%s", strings.Join(all, "\n"), strings.Join(want, "\n"))
				}
			})
		}
	}
}

func TestCommitOfGit(t *testing.T) {
	for _, format := range []string{"sha1", "sha256"} {
		git := startGit(t, format)
		for _, filter := range []string{"false", "true"} {
			git.git("config", "uploadpack.allowFilter", filter)
			for _, version := range versions() {
				t.Run(fmt.Sprintf("%s %s filter %s", format, version, filter), func(t *testing.T) {
					for _, name := range []string{"main", "side", "light", "annotated", "nested"} {
						git.checkCommit(version, name)
					}
					_, err := git.commit(version, git.git("rev-parse", "refs/tags/file"))
					checkStatus(t, err, http.StatusNotFound, "no commit")
					_, err = git.commit(version, strings.Repeat("e", len(git.git("rev-parse", "HEAD"))))
					checkStatus(t, err, http.StatusNotFound, "no such repository or commit")
				})
			}
		}
	}
}

func (u *upstream) commit(version, id string) (*protocol.Commit, error) {
	repository, err := protocol.Open(u.t.Context(), sender(speaking{version}), u.at)
	if err != nil {
		return nil, err
	}
	defer repository.Close()
	return repository.Commit(u.t.Context(), id, unbounded)
}

func (u *upstream) checkCommit(version, name string) {
	u.t.Helper()
	got, err := u.commit(version, u.git("rev-parse", name))
	if err != nil {
		u.t.Errorf("commit %s: %v", name, err)
		return
	}
	if want := u.git("rev-parse", name+"^{commit}"); got.Name != want {
		u.t.Errorf("commit %s is %s, want %s", name, got.Name, want)
	}
	if want := u.git("rev-parse", name+"^{tree}"); got.Tree != want {
		u.t.Errorf("tree of %s is %s, want %s", name, got.Tree, want)
	}
	if want := u.git("log", "-1", "--format=%P", name); strings.Join(got.Parents, " ") != want {
		u.t.Errorf("parents of %s are %s, want %s", name, got.Parents, want)
	}
	if want := u.git("log", "-1", "--format=%B", name); strings.TrimSpace(got.Message) != want {
		u.t.Errorf("message of %s is %q, want %q", name, got.Message, want)
	}
	for person, format := range map[protocol.Person]string{got.Author: "%an|%ae|%aI", got.Committer: "%cn|%ce|%cI"} {
		is := person.Name + "|" + person.Email + "|" + person.When.Format(time.RFC3339)
		if want := u.git("log", "-1", "--format="+format, name); is != want {
			u.t.Errorf("%s of %s, want %s", is, name, want)
		}
	}
}
