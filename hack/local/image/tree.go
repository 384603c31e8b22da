// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package image

import (
	"archive/tar"
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	"time"
)

// A tree is what a layer holds, by absolute path in the image. Everything in it belongs to root and has no time.
type tree map[string]node

// A node is a file, a directory or a symbolic link.
type node struct {
	mode fs.FileMode
	// source is the file on this machine that a file is a copy of; without one it has content.
	source  string
	content []byte
	// target is where a link leads.
	target string
}

// copy adds a copy of a file of this machine, which everybody may read, and execute if its owner may. Adding the same
// file twice is adding it once: programs share libraries.
func (t tree) copy(name, source string) { t.add(name, node{source: source}) }

func (t tree) file(name, content string) { t.add(name, node{mode: 0o644, content: []byte(content)}) }

func (t tree) link(name, target string) {
	t.add(name, node{mode: fs.ModeSymlink | 0o777, target: target})
}

func (t tree) directory(name string, mode fs.FileMode) { t.add(name, node{mode: fs.ModeDir | mode}) }

// add also adds the directories that lead to name.
func (t tree) add(name string, n node) {
	name = merged(path.Clean(name))
	t[name] = n
	for parent := path.Dir(name); parent != "/"; parent = path.Dir(parent) {
		if _, ok := t[parent]; !ok {
			t[parent] = node{mode: fs.ModeDir | 0o755}
		}
	}
}

func (t tree) has(name string) bool {
	_, ok := t[merged(name)]
	return ok
}

// topLevel are the directories that are links into /usr, in the base layer of every image. Loaders name libraries by
// either path.
func topLevel() []string { return []string{"bin", "lib", "lib64", "sbin"} }

// merged returns where a path leads once the links of topLevel are followed. Had a layer a directory in their place, it
// would hide all that other layers have below the link.
func merged(name string) string {
	first, _, below := strings.Cut(strings.TrimPrefix(name, "/"), "/")
	if below && slices.Contains(topLevel(), first) {
		return "/usr" + name
	}
	return name
}

// write writes the tree as a tar archive, whose bytes depend on the tree and the files that are copied only.
func (t tree) write(w io.Writer) error {
	archive := tar.NewWriter(w)
	for _, name := range slices.Sorted(maps.Keys(t)) {
		if err := t[name].write(archive, strings.TrimPrefix(name, "/")); err != nil {
			return fmt.Errorf("packing %s: %w", name, err)
		}
	}
	return archive.Close()
}

func (n node) write(archive *tar.Writer, name string) error {
	header := &tar.Header{Name: name, Mode: permissions(n.mode), ModTime: time.Unix(0, 0)}
	switch {
	case n.mode.IsDir():
		header.Typeflag, header.Name = tar.TypeDir, name+"/"
		return archive.WriteHeader(header)
	case n.mode&fs.ModeSymlink != 0:
		header.Typeflag, header.Linkname = tar.TypeSymlink, n.target
		return archive.WriteHeader(header)
	case n.source != "":
		return copyFile(archive, header, n.source)
	}
	return writeFile(archive, header, bytes.NewReader(n.content), int64(len(n.content)))
}

func copyFile(archive *tar.Writer, header *tar.Header, source string) error {
	file, err := os.Open(source)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%s should be a file, is %v", source, info.Mode().Type())
	}
	header.Mode = 0o644
	if info.Mode()&0o100 != 0 {
		header.Mode = 0o755
	}
	return writeFile(archive, header, file, info.Size())
}

func writeFile(archive *tar.Writer, header *tar.Header, content io.Reader, size int64) error {
	header.Typeflag, header.Size = tar.TypeReg, size
	if err := archive.WriteHeader(header); err != nil {
		return err
	}
	_, err := io.Copy(archive, content)
	return err
}

// permissions returns mode as tar writes it, where the sticky bit has the place that it has in chmod(2).
func permissions(mode fs.FileMode) int64 {
	bits := int64(mode.Perm())
	if mode&fs.ModeSticky != 0 {
		bits |= 0o1000
	}
	return bits
}
