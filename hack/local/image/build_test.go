// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package image

import (
	"archive/tar"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestImages(t *testing.T) {
	archives := build(t, newConfig(t))
	for i, want := range []struct {
		name, user, start string
		programs          []string
	}{
		{"connectors-csi", root, "/program", []string{"program"}},
		{"connectors-proxy", nonroot, "/program", []string{"program"}},
		{"coredns", root, "/program", []string{"program"}},
		{"pause", nonroot, "/program", []string{"program"}},
		{"etcd", root, "/usr/local/bin/etcd", []string{"usr/local/bin/kube"}},
		{"tools", root, "/bin/sh", []string{"usr/local/bin/kube", "usr/local/bin/crane"}},
	} {
		t.Run(want.name, func(t *testing.T) {
			if ref := "connectors.local/" + want.name + ":dev"; archives[i].Ref != ref {
				t.Fatalf("image %d is %s, want %s", i, archives[i].Ref, ref)
			}
			config, files := load(t, archives[i])
			start := slices.Concat(config.Config.Entrypoint, config.Config.Cmd)
			if config.Config.User != want.user || !slices.Equal(start, []string{want.start}) {
				t.Errorf("runs %q as %q, want %q as %q", start, config.Config.User, want.start, want.user)
			}
			for _, name := range append(want.programs, strings.TrimPrefix(certificates, "/"), "tmp/", "etc/passwd") {
				if !slices.ContainsFunc(files, func(e entry) bool { return e.name == name }) {
					t.Errorf("there is no %s", name)
				}
			}
		})
	}
}

func TestTools(t *testing.T) {
	archives := build(t, newConfig(t))
	_, files := load(t, archives[len(archives)-1])
	links := map[string]string{}
	for _, file := range files {
		if file.kind == tar.TypeSymlink {
			links[file.name] = filepath.Base(file.content)
		}
	}
	for name, want := range map[string]string{
		"usr/local/bin/kubectl": "kube", "usr/bin/sh": "busybox", "usr/bin/ls": "busybox", "bin": "bin", "lib64": "lib64",
	} {
		if links[name] != want {
			t.Errorf("%s leads to %q, want %q", name, links[name], want)
		}
	}
	if !slices.ContainsFunc(files, func(e entry) bool { return strings.HasSuffix(e.name, "git-core/git-remote-http") }) {
		t.Error("git cannot speak HTTP")
	}
}

func TestOnlyWhatChangedIsMade(t *testing.T) {
	config := newConfig(t)
	var told []string
	config.Progress = func(line string) { told = append(told, line) }
	first := build(t, config)
	if len(told) != len(first) {
		t.Errorf("told %q, want a line for each of %d images", told, len(first))
	}
	told = nil
	if again := build(t, config); !slices.Equal(again, first) || told != nil {
		t.Errorf("nothing changed, but told %q, and got\n%v, had\n%v", told, again, first)
	}
	program(t, filepath.Join(config.BinDir, "connectors-proxy"), "changed", 0o755)
	changed := build(t, config)
	if len(told) != 1 || !strings.Contains(told[0], "connectors-proxy") {
		t.Errorf("told %q, want that of connectors-proxy alone", told)
	}
	for i := range changed {
		if same := changed[i] == first[i]; same != !strings.Contains(changed[i].Ref, "connectors-proxy") {
			t.Errorf("got %v, had %v", changed[i], first[i])
		}
	}
	kept, err := os.ReadDir(config.Dir)
	if err != nil || len(kept) != len(changed) {
		t.Errorf("%d files are kept (error %v), want one for each of %d images", len(kept), err, len(changed))
	}
}

func TestArchiveThatWasHalfWrittenIsForgotten(t *testing.T) {
	config := newConfig(t)
	path := build(t, config)[0].Path
	if err := os.Rename(path, path+".next"); err != nil {
		t.Fatal(err)
	}
	program(t, filepath.Join(config.BinDir, "connectors-csi"), "changed", 0o755)
	build(t, config)
	if left, err := filepath.Glob(filepath.Join(config.Dir, "*.next")); err != nil || left != nil {
		t.Errorf("%q is left (error %v)", left, err)
	}
}

func TestErrorNamesWhatIsMissing(t *testing.T) {
	for _, test := range []struct {
		name  string
		spoil func(*testing.T, Config)
		want  string
	}{
		{"not built", func(t *testing.T, c Config) { remove(t, filepath.Join(c.BinDir, coreDNS)) }, "bin/coredns"},
		{"no repository", func(t *testing.T, c Config) { remove(t, filepath.Join(c.Root, "cmd")) }, "be the repository"},
		{"not installed", func(t *testing.T, _ Config) { t.Setenv("PATH", t.TempDir()) }, "apt-get install bash"},
	} {
		t.Run(test.name, func(t *testing.T) {
			config := newConfig(t)
			test.spoil(t, config)
			_, err := Build(t.Context(), config)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want %q in it", err, test.want)
			}
		})
	}
}
