// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
)

const (
	image = "bench/large"
	// layers is of how many files an image is made, one layer each.
	layers = 4
)

// crane is the client of registries, with the login of one of them.
type crane struct {
	program string
	// login is a directory with the configuration of the client.
	login string
}

// newCrane keeps the login in a new directory dir.
func newCrane(program, dir, registry, user, password string) (crane, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return crane{}, err
	}
	login, err := json.Marshal(map[string]any{"auths": map[string]any{registry: map[string]string{
		"auth": base64.StdEncoding.EncodeToString([]byte(user + ":" + password)),
	}}})
	if err != nil {
		return crane{}, err
	}
	return crane{program: program, login: dir}, os.WriteFile(filepath.Join(dir, "config.json"), login, 0o600)
}

func (c crane) run(ctx context.Context, args ...string) error {
	command := exec.CommandContext(ctx, c.program, append([]string{"--insecure"}, args...)...)
	command.Env = []string{"HOME=" + c.login, "DOCKER_CONFIG=" + c.login}
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("crane %s: %w: %s", args[0], err, output)
	}
	return nil
}

// push makes an image of random bytes and pushes it.
func (c crane) push(ctx context.Context, dir, to string, bytes int64) (err error) {
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
	return c.run(ctx, args...)
}

// pull reads a whole image, verifies it, and keeps nothing.
func (c crane) pull(ctx context.Context, from string) error {
	return c.run(ctx, "pull", from, os.DevNull)
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
