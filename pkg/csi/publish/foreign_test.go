// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

//go:build linux

package publish

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// foreign puts somebody else's things in the way. Each returns a file that must outlive everything.
func foreign() map[string]func(t *testing.T, path string) string {
	fileIn := func(t *testing.T, directory string) string {
		file := filepath.Join(directory, "theirs")
		must(t, os.WriteFile(file, []byte("theirs"), 0o600))
		return file
	}
	elsewhere := func(t *testing.T) string { return fileIn(t, t.TempDir()) }
	bind := func(t *testing.T, from, to string) {
		must(t, os.MkdirAll(to, 0o750), syscall.Mount(from, to, "", syscall.MS_BIND, ""))
		t.Cleanup(func() { _ = unix.Unmount(to, unix.MNT_DETACH) })
	}
	return map[string]func(t *testing.T, path string) string{
		"a directory with a file": func(t *testing.T, path string) string {
			must(t, os.Mkdir(path, 0o750))
			return fileIn(t, path)
		},
		"a file": func(t *testing.T, path string) string {
			must(t, os.WriteFile(path, []byte("theirs"), 0o600))
			return path
		},
		"a symlink to a directory": func(t *testing.T, path string) string {
			file := elsewhere(t)
			must(t, os.Symlink(filepath.Dir(file), path))
			return file
		},
		"a symlink to a volume of ours": func(t *testing.T, path string) string {
			other := volumePath(t)
			write(t, other, wanted())
			must(t, os.Symlink(other, path))
			return filepath.Join(other, "config")
		},
		"a tmpfs": func(t *testing.T, path string) string {
			mountOther(t, "tmpfs", path)
			return fileIn(t, path)
		},
		"a volume of another driver": func(t *testing.T, path string) string {
			mountOther(t, "tmpfs", path)
			must(t, os.Mkdir(filepath.Join(path, "..2026_11_22"), 0o755), os.Symlink("..2026_11_22", filepath.Join(path, dataLink)))
			return fileIn(t, filepath.Join(path, dataLink))
		},
		"a directory of the same file system": func(t *testing.T, path string) string {
			file := elsewhere(t)
			bind(t, filepath.Dir(file), path)
			return file
		},
		"an empty directory of the same file system": func(t *testing.T, path string) string {
			bind(t, t.TempDir(), path)
			return elsewhere(t)
		},
		"a tmpfs over a volume of ours": func(t *testing.T, path string) string {
			write(t, path, wanted())
			mountOther(t, "tmpfs", path)
			return fileIn(t, path)
		},
	}
}

func TestForeignThingsAreLeftAlone(t *testing.T) {
	for name, make := range foreign() {
		t.Run(name, func(t *testing.T) {
			path := volumePath(t)
			file := make(t, path)
			mounts := mountsOf(t, path)
			_, open := Open(path, nil)
			for call, err := range map[string]error{"Open": open, "Remove": Remove(path)} {
				checkRefused(t, call, path, err)
			}
			if _, err := os.Stat(file); err != nil {
				t.Error(err)
			}
			if mountsOf(t, path) != mounts {
				t.Error("a mount came or went")
			}
		})
	}
}

func checkRefused(t *testing.T, call, path string, err error) {
	t.Helper()
	if !errors.Is(err, ErrForeign) || !strings.Contains(err.Error(), path) || strings.Contains(err.Error(), canary) {
		t.Errorf("%s: %v", call, err)
	}
}

// A mount inside a volume is not ours, wherever it is: nothing of it may go, and to detach the volume would detach it as well.
func TestMountsInsideAreLeftAlone(t *testing.T) {
	for _, inside := range []string{"theirs", generation(1).String(), generation(9).String()} {
		t.Run(inside, func(t *testing.T) {
			path := volumePath(t)
			write(t, path, map[string]string{"config": "1"})
			write(t, path, map[string]string{"config": "2"})
			mountOther(t, mountSource, filepath.Join(path, inside))
			file := filepath.Join(path, inside, "theirs")
			must(t, os.WriteFile(file, nil, 0o600))
			if _, err := tryWrite(path, nil, wanted(), ""); err == nil || strings.Contains(err.Error(), canary) {
				t.Errorf("Write: %v", err)
			}
			checkRefused(t, "Remove", path, Remove(path))
			if _, err := os.Stat(file); err != nil {
				t.Error(err)
			}
			if got, err := os.ReadFile(filepath.Join(path, "config")); err != nil || string(got) != "2" {
				t.Errorf("the live file is %q, %v", got, err)
			}
			must(t, unix.Unmount(filepath.Join(path, inside), 0))
			write(t, path, wanted())
			checkExact(t, path, wanted())
			remove(t, path)
		})
	}
}
