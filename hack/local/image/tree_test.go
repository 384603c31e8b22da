// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package image

import (
	"archive/tar"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func packTree(t *testing.T, of tree) []byte {
	t.Helper()
	var archive bytes.Buffer
	if err := of.write(&archive); err != nil {
		t.Fatal(err)
	}
	return archive.Bytes()
}

func TestTreeIsWritten(t *testing.T) {
	dir := t.TempDir()
	of := tree{}
	of.link("/lib64", "usr/lib64")
	of.copy("/lib64/ld.so", program(t, filepath.Join(dir, "ld.so"), "loader", 0o750))
	of.copy("/etc/ca", program(t, filepath.Join(dir, "ca"), "certificates", 0o600))
	of.directory("/tmp", 0o777|sticky)
	of.file("/etc/group", "root")
	want := []entry{
		{tar.TypeDir, 0o755, "etc/", ""},
		{tar.TypeReg, 0o644, "etc/ca", "certificates"},
		{tar.TypeReg, 0o644, "etc/group", "root"},
		{tar.TypeSymlink, 0o777, "lib64", "usr/lib64"},
		{tar.TypeDir, 0o1777, "tmp/", ""},
		{tar.TypeDir, 0o755, "usr/", ""},
		{tar.TypeDir, 0o755, "usr/lib64/", ""},
		{tar.TypeReg, 0o755, "usr/lib64/ld.so", "loader"},
	}
	if got := entries(t, packTree(t, of)); !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

func TestMerged(t *testing.T) {
	for _, test := range []struct{ name, want string }{
		{"/lib/x86_64-linux-gnu/libc.so.6", "/usr/lib/x86_64-linux-gnu/libc.so.6"},
		{"/lib64/ld.so", "/usr/lib64/ld.so"},
		{"/bin/sh", "/usr/bin/sh"},
		{"/usr/bin/git", "/usr/bin/git"},
		{"/library/x", "/library/x"},
		{"/bin", "/bin"},
	} {
		if got := merged(test.name); got != test.want {
			t.Errorf("%s is packed as %s, want %s", test.name, got, test.want)
		}
	}
}

// Neither when nor where a program was built, nor in which order a tree was filled, makes another layer.
func TestLayerDependsOnContentOnly(t *testing.T) {
	build := func(dir string, changed time.Time, reverse bool) []byte {
		steps := []func(tree){
			func(of tree) {
				of.copy("/program", program(t, filepath.Join(dir, "program"), "binary", 0o755))
				if err := os.Chtimes(filepath.Join(dir, "program"), changed, changed); err != nil {
					t.Fatal(err)
				}
			},
			func(of tree) { of.file("/etc/passwd", "root") },
			func(of tree) { of.link("/bin", "usr/bin") },
		}
		if reverse {
			slices.Reverse(steps)
		}
		of := tree{}
		for _, step := range steps {
			step(of)
		}
		return packTree(t, of)
	}
	one := build(t.TempDir(), time.Unix(1, 0), false)
	other := build(t.TempDir(), time.Unix(1_000_000_000, 0), true)
	if !bytes.Equal(one, other) {
		t.Errorf("%v\ndiffers from\n%v", entries(t, one), entries(t, other))
	}
}

func TestSourceThatCannotBePacked(t *testing.T) {
	dir := t.TempDir()
	for _, test := range []struct{ name, source, want string }{
		{"missing", filepath.Join(dir, "none"), "no such file"},
		{"a directory", dir, "should be a file"},
	} {
		t.Run(test.name, func(t *testing.T) {
			of := tree{}
			of.copy("/usr/bin/x", test.source)
			_, err := newLayer(of)
			if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "/usr/bin/x") {
				t.Errorf("error %v, want %q and the name in the image", err, test.want)
			}
		})
	}
}

// The ID of an image is known before it is written; a program that is built meanwhile must not get under it.
func TestProgramThatChangesWhileItIsPacked(t *testing.T) {
	file := program(t, filepath.Join(t.TempDir(), "program"), "one", 0o755)
	of := tree{}
	of.copy("/program", file)
	layer, err := newLayer(of)
	if err != nil {
		t.Fatal(err)
	}
	program(t, file, "two", 0o755)
	if err := layer.write(io.Discard); err == nil || !strings.Contains(err.Error(), "changed while") {
		t.Errorf("error %v, want that a file was changed", err)
	}
}
