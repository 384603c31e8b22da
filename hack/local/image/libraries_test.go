// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package image

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestParseListing(t *testing.T) {
	for _, test := range []struct {
		name, listing string
		want          []string
		fails         string
	}{
		{name: "glibc", listing: "\tlinux-vdso.so.1 (0x00007f53c60ff000)\n" +
			"\tlibz.so.1 => /lib/x86_64-linux-gnu/libz.so.1 (0x00007f53c5d47000)\n" +
			"\tlibc.so.6 => /usr/lib/../lib/libc.so.6 (0x00007f53c5b65000)\n" +
			"\t/lib64/ld-linux-x86-64.so.2 (0x00007f53c6101000)\n",
			want: []string{"/lib/x86_64-linux-gnu/libz.so.1", "/usr/lib/libc.so.6", "/lib64/ld-linux-x86-64.so.2"}},
		{name: "the loader by name and path", listing: "\tld.so.1 => /lib64/ld.so.1 (0x1)\n",
			want: []string{"/lib64/ld.so.1"}},
		{name: "no address", listing: "\tlibz.so.1 => /lib/libz.so.1\n", want: []string{"/lib/libz.so.1"}},
		{name: "nothing", listing: "\tstatically linked\n"},
		{name: "a library is missing", listing: "\tlibz.so.1 => not found\n", fails: "libz.so.1 should be installed"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := parseListing(test.listing)
			if test.fails != "" {
				if err == nil || !strings.Contains(err.Error(), test.fails) {
					t.Fatalf("error %v, want %q", err, test.fails)
				}
				return
			}
			if err != nil || !slices.Equal(got, test.want) {
				t.Errorf("got %q (error %v), want %q", got, err, test.want)
			}
		})
	}
}

func TestLibrariesOfRealPrograms(t *testing.T) {
	git, err := find("git")
	if err != nil {
		t.Fatal(err)
	}
	files, err := libraries(t.Context(), git)
	if err != nil {
		t.Fatal(err)
	}
	loader, err := loaderOf(git)
	if err != nil {
		t.Fatal(err)
	}
	libc := slices.ContainsFunc(files, func(file string) bool { return strings.HasPrefix(filepath.Base(file), "libc.") })
	if !libc || !slices.Contains(files, loader) {
		t.Errorf("git loads %q, want libc and the loader %s among them", files, loader)
	}
	script := program(t, filepath.Join(t.TempDir(), "script"), "#!/bin/sh\n", 0o755)
	if files, err := libraries(t.Context(), script); err != nil || files != nil {
		t.Errorf("a script loads %q (error %v), want nothing", files, err)
	}
}
