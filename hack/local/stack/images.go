// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package stack

import (
	"context"
	"errors"
	"path"
	"path/filepath"
	"strings"

	"connectors.alauda.io/hack/local/cluster"
	"connectors.alauda.io/hack/local/image"
	"connectors.alauda.io/hack/local/process"
)

// buildImages makes the images that have changed. They are the same for every cluster of this repository.
func buildImages(ctx context.Context, config Config) (_ []image.Archive, err error) {
	bin := config.Cluster.BinDir
	if bin == "" {
		if bin, err = cluster.FindBinDir(); err != nil {
			return nil, err
		}
	}
	dir := filepath.Join(config.Root, ".local", "images")
	unlock, err := process.Lock(ctx, filepath.Join(dir, "lock"))
	if err != nil {
		return nil, err
	}
	archives, err := image.Build(ctx, image.Config{Root: config.Root, BinDir: bin, Dir: dir, Progress: config.Cluster.Progress})
	return archives, errors.Join(err, unlock())
}

// isServer tells whether an image is that of a server of Connectors, or of its etcd.
func isServer(archive image.Archive) bool {
	name := path.Base(archive.Ref)
	return strings.HasPrefix(name, "connectors-") || strings.HasPrefix(name, etcdName+":")
}
