// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package image

import (
	"archive/tar"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
)

// entry is one line of a layer: kind and permissions, name, and content or target.
type entry struct {
	kind    byte
	mode    int64
	name    string
	content string
}

func entries(t *testing.T, archive []byte) []entry {
	t.Helper()
	var all []entry
	reader := tar.NewReader(bytes.NewReader(archive))
	for {
		header, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		if header.Uid != 0 || header.Gid != 0 || header.Uname != "" || !header.ModTime.Equal(time.Unix(0, 0)) {
			t.Errorf("%s belongs to %d:%d (%q) and is of %v", header.Name, header.Uid, header.Gid, header.Uname, header.ModTime)
		}
		content, err := io.ReadAll(reader)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, entry{header.Typeflag, header.Mode, header.Name, string(content) + header.Linkname})
	}
}

// program writes a file of this machine that an image can be made of.
func program(t *testing.T, name, content string, mode fs.FileMode) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), mode); err != nil {
		t.Fatal(err)
	}
	return name
}

// newConfig returns one whose programs are small files, and puts clients first in the PATH that are scripts: what is
// installed on the machine of the test is not its subject.
func newConfig(t *testing.T) Config {
	t.Helper()
	dir := t.TempDir()
	config := Config{Root: dir, BinDir: filepath.Join(dir, "bin"), Dir: filepath.Join(dir, "images")}
	for _, name := range []string{"connectors-csi", "connectors-proxy"} {
		program(t, filepath.Join(dir, "cmd", name, "main.go"), "package main", 0o644)
		program(t, filepath.Join(config.BinDir, name), name, 0o755)
	}
	for _, name := range []string{kube, coreDNS, pause, crane} {
		program(t, filepath.Join(config.BinDir, name), name, 0o755)
	}
	installed := filepath.Join(dir, "installed")
	for name, line := range map[string]string{
		"bash": "", "curl": "", "skopeo": "", "git": "echo " + installed + "/git-core", "busybox": "echo sh curl ls",
	} {
		program(t, filepath.Join(installed, name), "#!/bin/sh\n"+line+"\n", 0o755)
	}
	program(t, filepath.Join(installed, "git-core", "git-remote-http"), "http", 0o755)
	t.Setenv("PATH", installed+":"+os.Getenv("PATH"))
	return config
}

func build(t *testing.T, config Config) []Archive {
	t.Helper()
	archives, err := Build(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	return archives
}

// load reads an archive as a container runtime does.
func load(t *testing.T, archive Archive) (v1.ConfigFile, []entry) {
	t.Helper()
	data, err := os.ReadFile(archive.Path)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	reader := tar.NewReader(bytes.NewReader(data))
	for header, err := reader.Next(); err == nil; header, err = reader.Next() {
		var content bytes.Buffer
		if _, err := content.ReadFrom(reader); err != nil {
			t.Fatal(err)
		}
		files[header.Name] = content.Bytes()
	}
	var index []manifest
	if err := json.Unmarshal(files["manifest.json"], &index); err != nil {
		t.Fatal(err)
	}
	if len(index) != 1 || !slices.Equal(index[0].RepoTags, []string{archive.Ref}) {
		t.Fatalf("the manifest is %v, want one image %s", index, archive.Ref)
	}
	var config v1.ConfigFile
	if err := json.Unmarshal(files[index[0].Config], &config); err != nil {
		t.Fatal(err)
	}
	if id, _, _ := v1.SHA256(bytes.NewReader(files[index[0].Config])); id.String() != archive.ID {
		t.Errorf("%s: the configuration is %s, want %s", archive.Ref, id, archive.ID)
	}
	var all []entry
	for i, name := range index[0].Layers {
		digest, _, _ := v1.SHA256(bytes.NewReader(files[name]))
		if digest != config.RootFS.DiffIDs[i] {
			t.Errorf("%s: layer %d is %s, want %s", archive.Ref, i, digest, config.RootFS.DiffIDs[i])
		}
		all = append(all, entries(t, files[name])...)
	}
	return config, all
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.RemoveAll(path); err != nil {
		t.Fatal(err)
	}
}
