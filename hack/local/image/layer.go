// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package image

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"

	v1 "github.com/google/go-containerregistry/pkg/v1"
)

// A layer is a tree that has been read once, so that its digest is known. It is immutable and shared by images.
type layer struct {
	tree tree
	// digest is that of the tar archive, and size its length in bytes.
	digest v1.Hash
	size   int64
}

func newLayer(t tree) (*layer, error) {
	sum := newDigester(io.Discard)
	if err := t.write(sum); err != nil {
		return nil, err
	}
	return &layer{tree: t, digest: sum.digest(), size: sum.size}, nil
}

// fileName is what the layer is called in an archive.
func (l *layer) fileName() string { return l.digest.Hex + ".tar" }

// write writes the tar archive. Its files are read again, so a program that has been built anew meanwhile is an error:
// the image would not be what its ID says.
func (l *layer) write(w io.Writer) error {
	sum := newDigester(w)
	buffered := bufio.NewWriterSize(sum, 1<<20)
	if err := errors.Join(l.tree.write(buffered), buffered.Flush()); err != nil {
		return err
	}
	if got := sum.digest(); got != l.digest {
		return fmt.Errorf("a file of the image was changed while it was packed (layer %s, first read as %s): "+
			"try again once nothing is being built", got, l.digest)
	}
	return nil
}

// A digester passes on what is written to it, and says what it was.
type digester struct {
	to   io.Writer
	hash hash.Hash
	size int64
}

func newDigester(to io.Writer) *digester { return &digester{to: to, hash: sha256.New()} }

func (d *digester) Write(data []byte) (int, error) {
	n, err := d.to.Write(data)
	_, _ = d.hash.Write(data[:n]) // a hash takes everything
	d.size += int64(n)
	return n, err
}

func (d *digester) digest() v1.Hash {
	return v1.Hash{Algorithm: "sha256", Hex: hex.EncodeToString(d.hash.Sum(nil))}
}
