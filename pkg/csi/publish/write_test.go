// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

//go:build linux

package publish

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/moby/sys/mountinfo"
)

func TestMountOptions(t *testing.T) {
	path := volumePath(t)
	write(t, path, wanted())
	mounts, err := mountinfo.GetMounts(mountinfo.SingleEntryFilter(path))
	must(t, err)
	options := "," + mounts[0].Options + "," + mounts[0].VFSOptions + ","
	for _, option := range []string{"nosuid", "nodev", "noexec", "size=16384k", "nr_inodes=4096"} {
		if !strings.Contains(options, ","+option+",") {
			t.Errorf("no %s in %s", option, options)
		}
	}
}

func TestToken(t *testing.T) {
	path := volumePath(t)
	for i, minted := range []string{"", canary, canary, "other", ""} {
		changed, err := tryWrite(path, nil, wanted(), minted)
		if err != nil || changed == (i == 2) {
			t.Errorf("write %d: changed %v, %v", i, changed, err)
		}
		checkToken(t, path, minted)
		checkExact(t, path, wanted())
	}
}

func TestUnchangedWritesNothing(t *testing.T) {
	path := volumePath(t)
	write(t, path, map[string]string{"config": "before"})
	write(t, path, wanted())
	stamps := func() (all []syscall.Timespec) {
		must(t, filepath.WalkDir(path, func(name string, _ fs.DirEntry, err error) error {
			info, statErr := os.Lstat(name)
			must(t, err, statErr)
			stat := info.Sys().(*syscall.Stat_t)
			all = append(all, stat.Mtim, stat.Ctim)
			return nil
		}))
		return all
	}
	first := stamps()
	for range 3 {
		if changed, err := tryWrite(path, nil, wanted(), ""); changed || err != nil {
			t.Errorf("changed: %v, %v", changed, err)
		}
	}
	second := stamps()
	if len(first) != len(second) {
		t.Fatalf("%d things in the volume, then %d", len(first)/2, len(second)/2)
	}
	for i := range first {
		if first[i] != second[i] {
			t.Error("something was written")
		}
	}
}

func TestUnchangedFilesAreCarriedOver(t *testing.T) {
	path := volumePath(t)
	inode := func(name string) uint64 {
		info, err := os.Stat(filepath.Join(path, name))
		must(t, err)
		return info.Sys().(*syscall.Stat_t).Ino
	}
	write(t, path, map[string]string{"ca.crt": "the same", "config": "one"})
	bundle, config := inode("ca.crt"), inode("config")
	write(t, path, map[string]string{"ca.crt": "the same", "config": "two"})
	if inode("ca.crt") != bundle || inode("config") == config {
		t.Error("an unchanged file was written again, or a changed one was not")
	}
}
