// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

//go:build linux

package publish

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestModesAndOwners(t *testing.T) {
	group := int64(20004)
	if os.Chown(t.TempDir(), 0, int(group)) != nil {
		group = 0 // the only one that there is in the user namespace of an ordinary user
	}
	for _, tt := range []struct {
		name  string
		group *int64
		mode  fs.FileMode
		owner int64
	}{{"without a group", nil, 0o644, 0}, {"with a group", &group, 0o640, group}} {
		t.Run(tt.name, func(t *testing.T) {
			path := volumePath(t)
			_, err := tryWrite(path, tt.group, wanted(), canary)
			must(t, err)
			checkMode(t, path, 0o755|fs.ModeDir, 0)
			checkMode(t, filepath.Join(path, dataLink), 0o755|fs.ModeDir, 0)
			checkMode(t, filepath.Join(path, "config"), tt.mode, tt.owner)
			checkMode(t, filepath.Join(path, dataLink, tokenFile), 0o600, 0)
		})
	}
}

func checkMode(t *testing.T, path string, want fs.FileMode, group int64) {
	t.Helper()
	info, err := os.Stat(path)
	must(t, err)
	owner := info.Sys().(*syscall.Stat_t)
	if info.Mode() != want || owner.Uid != 0 || int64(owner.Gid) != group {
		t.Errorf("%s is %s of %d:%d, want %s of 0:%d", path, info.Mode(), owner.Uid, owner.Gid, want, group)
	}
}

// Files whose content is the same, but whom another group may read, are other files.
func TestGroupChanges(t *testing.T) {
	path := volumePath(t)
	group := int64(0)
	for i, group := range []*int64{nil, &group, nil} {
		if changed, err := tryWrite(path, group, wanted(), ""); !changed || err != nil {
			t.Errorf("write %d: changed: %v, %v", i, changed, err)
		}
		checkMode(t, filepath.Join(path, "config"), []fs.FileMode{0o644, 0o640, 0o644}[i], 0)
		previous, err := os.Stat(filepath.Join(path, generation(i).String(), "config"))
		if i > 0 && (err != nil || previous.Mode() != []fs.FileMode{0, 0o644, 0o640}[i]) {
			t.Errorf("write %d: the file of before has changed: %v, %v", i, previous, err)
		}
	}
}
