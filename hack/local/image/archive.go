// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package image

import (
	"archive/tar"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	v1 "github.com/google/go-containerregistry/pkg/v1"
)

// An image is what a container is started from.
type image struct {
	name   string
	layers []*layer
	config v1.Config
}

// reference is the name that Pods use.
func (i image) reference() string { return "connectors.local/" + i.name + ":dev" }

// A packed image is one whose configuration has been written out, so that its ID is known.
type packed struct {
	image
	id            v1.Hash
	configuration []byte
}

func pack(i image) (packed, error) {
	file := v1.ConfigFile{Architecture: runtime.GOARCH, OS: "linux", Config: i.config, RootFS: v1.RootFS{Type: "layers"}}
	for _, l := range i.layers {
		file.RootFS.DiffIDs = append(file.RootFS.DiffIDs, l.digest)
	}
	configuration, err := json.Marshal(file)
	if err != nil {
		return packed{}, err
	}
	id, _, err := v1.SHA256(bytes.NewReader(configuration))
	return packed{image: i, id: id, configuration: configuration}, err
}

// idDigits are enough of an ID to tell the archives of one image apart.
const idDigits = 16

// fileIn returns where the archive goes in dir. The ID is in its name, so an archive that exists is up to date.
func (p packed) fileIn(dir string) string {
	return filepath.Join(dir, p.name+"-"+p.id.Hex[:idDigits]+".tar")
}

// removeOthers removes the archives of the same image that are out of date, and what is left of one half written.
func (p packed) removeOthers(dir string) error {
	files, err := filepath.Glob(filepath.Join(dir, p.name+"-"+strings.Repeat("[0-9a-f]", idDigits)+".tar*"))
	for _, file := range files {
		if file != p.fileIn(dir) {
			err = errors.Join(err, os.Remove(file))
		}
	}
	return err
}

// store writes the archive to a file, at once: a crash leaves no half an archive under that name.
func (p packed) store(name string) (err error) {
	file, err := os.Create(name + ".next")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(file.Name()))
		}
	}()
	if err := errors.Join(p.write(file), file.Close()); err != nil {
		return err
	}
	return os.Rename(file.Name(), name)
}

// manifest is the entry of an image in manifest.json of `docker save`.
type manifest struct {
	Config   string
	RepoTags []string
	Layers   []string
}

// write writes the image in the format of `docker save`.
func (p packed) write(w io.Writer) error {
	entry := manifest{Config: p.id.Hex + ".json", RepoTags: []string{p.reference()}}
	for _, l := range p.layers {
		entry.Layers = append(entry.Layers, l.fileName())
	}
	index, err := json.Marshal([]manifest{entry})
	if err != nil {
		return err
	}
	archive := tar.NewWriter(w)
	for _, l := range p.layers {
		if err := writeLayer(archive, l); err != nil {
			return err
		}
	}
	if err := writeContent(archive, entry.Config, p.configuration); err != nil {
		return err
	}
	if err := writeContent(archive, "manifest.json", index); err != nil {
		return err
	}
	return archive.Close()
}

func writeLayer(archive *tar.Writer, l *layer) error {
	header := &tar.Header{Typeflag: tar.TypeReg, Name: l.fileName(), Mode: 0o644, Size: l.size}
	if err := archive.WriteHeader(header); err != nil {
		return err
	}
	return l.write(archive)
}

func writeContent(archive *tar.Writer, name string, content []byte) error {
	return writeFile(archive, &tar.Header{Name: name, Mode: 0o644}, bytes.NewReader(content), int64(len(content)))
}
