// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package image

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"golang.org/x/sync/errgroup"
)

// The programs that are not the project's own.
const (
	kube    = "kube"
	coreDNS = "coredns"
	pause   = "pause"
	crane   = "crane"
)

// A Config says what images are made of, and where they go. All but Progress is required.
type Config struct {
	// Root is the repository: there is an image for each program in its folder cmd.
	Root string
	// BinDir holds the programs that have been built: those, and kube, coredns, pause and crane.
	BinDir string
	// Dir is where archives are kept from one call to the next. It need not exist. Callers take turns with it.
	Dir string
	// Progress is told in one line about an image that is made; it may be nil. It is not called concurrently.
	Progress func(line string)
}

// An Archive is an image as `docker save` writes it, for `ctr images import`.
type Archive struct {
	// Ref is the name that Pods use: connectors.local/<name>:dev.
	Ref string
	// Path is the file. Another content has another path.
	Path string
	// ID is the digest of the image's configuration ("sha256:..."), which is what a container runtime calls the image.
	ID string
}

// Build returns the images of a node in a fixed order, and makes those that are not up to date: one for each program in
// cmd, coredns and pause (entry point /program), etcd (entry point etcd), and tools (no entry point). An error names
// the program that is missing and what builds or installs it. No archive is ever half written.
func Build(ctx context.Context, config Config) ([]Archive, error) {
	if config.Progress == nil {
		config.Progress = func(string) {}
	}
	images, err := describe(ctx, config)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(config.Dir, 0o755); err != nil {
		return nil, err
	}
	archives := make([]Archive, 0, len(images))
	for _, i := range images {
		archive, err := i.archive(ctx, config)
		if err != nil {
			return nil, fmt.Errorf("image %s: %w", i.reference(), err)
		}
		archives = append(archives, archive)
	}
	return archives, nil
}

// describe returns all images, of which every input has been read.
func describe(ctx context.Context, config Config) ([]image, error) {
	names, err := commands(config.Root)
	if err != nil {
		return nil, err
	}
	names = append(names, coreDNS, pause)
	if err := require(config.BinDir, append([]string{kube, crane}, names...)); err != nil {
		return nil, err
	}
	tools, err := toolsTree(ctx, filepath.Join(config.BinDir, crane))
	if err != nil {
		return nil, err
	}
	trees := []tree{baseTree(), kubeTree(config.BinDir), tools}
	for _, name := range names {
		trees = append(trees, programTree(config.BinDir, name))
	}
	layers, err := read(ctx, trees)
	if err != nil {
		return nil, err
	}
	base, shared, clients, programs := layers[0], layers[1], layers[2], layers[3:]
	images := make([]image, 0, len(names)+2)
	for i, name := range names {
		images = append(images, image{name: name, layers: []*layer{base, programs[i]}, config: programConfig(name)})
	}
	return append(images,
		image{name: "etcd", layers: []*layer{base, shared}, config: etcdConfig()},
		image{name: "tools", layers: []*layer{base, shared, clients}, config: toolsConfig()}), nil
}

// read makes the layers of trees. Its time goes into hashing, so it uses all processors.
func read(ctx context.Context, trees []tree) ([]*layer, error) {
	layers := make([]*layer, len(trees))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, t := range trees {
		group.Go(func() (err error) {
			if err = ctx.Err(); err == nil {
				layers[i], err = newLayer(t)
			}
			return err
		})
	}
	return layers, group.Wait()
}

// archive writes the archive of an image, unless it exists.
func (i image) archive(ctx context.Context, config Config) (Archive, error) {
	if err := ctx.Err(); err != nil {
		return Archive{}, err
	}
	p, err := pack(i)
	if err != nil {
		return Archive{}, err
	}
	result := Archive{Ref: i.reference(), Path: p.fileIn(config.Dir), ID: p.id.String()}
	if _, err := os.Stat(result.Path); err == nil || !errors.Is(err, os.ErrNotExist) {
		return result, err
	}
	config.Progress("packing the image " + result.Ref)
	if err := p.removeOthers(config.Dir); err != nil {
		return Archive{}, err
	}
	return result, p.store(result.Path)
}
