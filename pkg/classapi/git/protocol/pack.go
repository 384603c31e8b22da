// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import (
	"bytes"
	"errors"
	"io"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/format/packfile"

	"connectors.alauda.io/pkg/classapi/failure"
)

const (
	// maxObjects is how many objects of a pack are looked at. Servers put commits and tags before all else.
	maxObjects = 32
	// maxObjectBytes bounds one object, and maxObjectsBytes all of them, inflated.
	maxObjectBytes  = 1 << 20
	maxObjectsBytes = 4 << 20
)

// readCommit looks for the commit that id names, or that the tag with that name points at, among the first objects of a pack.
// Hold is called with how many bytes more are kept.
func readCommit(pack *band, id string, hold func(bytes int64) error) (*Commit, error) {
	scanner := packfile.NewScanner(pack)
	_, count, err := scanner.Header()
	if err != nil {
		return nil, pack.broken()
	}
	read := newPieces(len(id), hold)
	for range min(count, maxObjects) {
		// What the last round passed over is inflated here, and dropped.
		header, err := scanner.NextObjectHeader()
		if err != nil {
			return nil, pack.broken()
		}
		if err := read.allow(header); err != nil {
			return nil, err
		}
		if !isKept(header.Type) {
			continue
		}
		content := bytes.NewBuffer(make([]byte, 0, header.Length))
		if n, _, err := scanner.NextObject(content); err != nil || n != header.Length {
			return nil, pack.broken()
		}
		if err := read.add(header, content.Bytes()); err != nil {
			return nil, err
		}
		if name, commit, ok := read.known.commit(id); ok {
			return parseCommit(name, commit)
		}
	}
	return nil, read.missing(id, count > maxObjects)
}

// isKept leaves out files and folders, which nothing here is about. What a delta is, is not known before its base is there.
func isKept(kind plumbing.ObjectType) bool {
	return kind == plumbing.CommitObject || kind == plumbing.TagObject || kind == plumbing.REFDeltaObject
}

// broken is why a pack could not be read: its bytes did not arrive, or are no pack.
func (b *band) broken() error {
	if b.err != nil && !errors.Is(b.err, io.EOF) {
		return b.err
	}
	return malformed("the pack is broken")
}

func tooMuch() error {
	return failure.BadGateway("AnswerTooLarge", "the commit is larger than 1 MiB, or the Git server sends too much before it")
}
