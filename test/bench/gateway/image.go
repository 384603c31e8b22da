// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"

	"connectors.alauda.io/test/bench/client"
)

const (
	image = "bench/large"
	// layers is of how many files an image is made, one layer each.
	layers = 4
)

// pushImage makes an image of random bytes and pushes it.
func pushImage(ctx context.Context, crane client.Crane, dir, to string, bytes int64) (err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	args := []string{"append", "--oci-empty-base", "--new_tag", to}
	for n := range layers {
		file := filepath.Join(dir, fmt.Sprintf("layer-%d.tar.gz", n))
		if err := writeLayer(file, byte(n), bytes/layers); err != nil {
			return fmt.Errorf("making a layer: %w", err)
		}
		args = append(args, "--new_layer", file)
	}
	return crane.Run(ctx, args...)
}

// pullImage reads a whole image, verifies it, and keeps nothing.
func pullImage(ctx context.Context, crane client.Crane, from string) error {
	return crane.Run(ctx, "pull", from, os.DevNull)
}

// writeLayer writes a tar of one file of random bytes, which compress to themselves.
func writeLayer(name string, seed byte, bytes int64) (err error) {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	compressed, err := gzip.NewWriterLevel(file, gzip.NoCompression)
	if err != nil {
		return err
	}
	archive := tar.NewWriter(compressed)
	if err := archive.WriteHeader(&tar.Header{Name: "random", Mode: 0o644, Size: bytes}); err != nil {
		return err
	}
	if _, err := io.CopyN(archive, rand.NewChaCha8([32]byte{seed}), bytes); err != nil {
		return err
	}
	return errors.Join(archive.Close(), compressed.Close())
}
