// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

//go:build linux

package publish

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/moby/sys/mountinfo"
	"golang.org/x/sys/unix"

	"connectors.alauda.io/pkg/target"
)

const canary = "canary-5b77"

// volumePath is where a kubelet would want a volume: its directory is there, the target is not.
func volumePath(t *testing.T) string {
	t.Helper()
	directory, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(directory, "mount")
	t.Cleanup(func() {
		for unix.Unmount(path, unix.MNT_DETACH|unix.UMOUNT_NOFOLLOW) == nil {
			continue
		}
	})
	return path
}

// with opens the volume for one call.
func with(t *testing.T, path string, call func(*Volume)) {
	t.Helper()
	v, err := Open(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	call(v)
}

// tryWrite writes as a call of the kubelet does.
func tryWrite(path string, group *int64, files map[string]string, minted string) (changed bool, err error) {
	v, err := Open(path, group)
	if err != nil {
		return false, err
	}
	defer v.Close()
	return v.Write(credentials(files), target.NewCredential(minted))
}

func isLive(t *testing.T, path string) (live bool) {
	t.Helper()
	with(t, path, func(v *Volume) { live = v.Live() })
	return live
}

// checkToken says whether this is the token that the volume keeps.
func checkToken(t *testing.T, path, want string) {
	t.Helper()
	with(t, path, func(v *Volume) {
		if token, err := v.Token(); err != nil || token.Reveal() != want {
			t.Errorf("another token is kept, %v", err)
		}
	})
}

func credentials(files map[string]string) map[string]target.Credential {
	all := make(map[string]target.Credential, len(files))
	for name, content := range files {
		all[name] = target.NewCredential(content)
	}
	return all
}

func write(t *testing.T, path string, files map[string]string) {
	t.Helper()
	if _, err := tryWrite(path, nil, files, ""); err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := Remove(path); err != nil {
		t.Fatal(err)
	}
	checkGone(t, path)
}

func checkGone(t *testing.T, path string) {
	t.Helper()
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the target is there still: %v", err)
	}
	if n := mountsOf(t, path); n != 0 {
		t.Errorf("%d mounts are left", n)
	}
}

func mountsOf(t *testing.T, path string) int {
	t.Helper()
	mounts, err := mountinfo.GetMounts(mountinfo.PrefixFilter(path))
	if err != nil {
		t.Fatal(err)
	}
	return len(mounts)
}

// checkExact says whether the volume has the files, mounted once, and nothing else but a former generation.
func checkExact(t *testing.T, path string, files map[string]string) {
	t.Helper()
	if n := mountsOf(t, path); n != 1 {
		t.Errorf("mounted %d times", n)
	}
	if !isLive(t, path) {
		t.Error("it is not live")
	}
	generations, visible := 0, []string{}
	for _, name := range readNames(t, path) {
		switch {
		case strings.HasPrefix(name, generationPrefix):
			generations++
		case name != dataLink:
			visible = append(visible, name)
		}
	}
	if generations < 1 || generations > 2 {
		t.Errorf("%d generations", generations)
	}
	want := []string{}
	for name, content := range files {
		want = append(want, name)
		if got, err := os.ReadFile(filepath.Join(path, name)); err != nil || string(got) != content {
			t.Errorf("file %s has %d bytes that are not the %d wanted, %v", name, len(got), len(content), err)
		}
		checkMode(t, filepath.Join(path, name), 0o644, 0)
	}
	slices.Sort(want)
	if !slices.Equal(visible, want) {
		t.Errorf("in the volume: %q, want %q", visible, want)
	}
}

func readNames(t *testing.T, directory string) []string {
	t.Helper()
	found, err := os.ReadDir(directory)
	if err != nil {
		t.Fatal(err)
	}
	names := []string{}
	for _, item := range found {
		names = append(names, item.Name())
	}
	return names
}

func must(t *testing.T, errs ...error) {
	t.Helper()
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
}

func mountOther(t *testing.T, source, path string) {
	t.Helper()
	must(t, os.MkdirAll(path, 0o755), syscall.Mount(source, path, "tmpfs", 0, "size=1m"))
	t.Cleanup(func() { _ = unix.Unmount(path, unix.MNT_DETACH) })
}
