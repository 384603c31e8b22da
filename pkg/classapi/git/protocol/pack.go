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
func readCommit(pack *band, id string) (*Commit, error) {
	scanner := packfile.NewScanner(pack)
	_, count, err := scanner.Header()
	if err != nil {
		return nil, pack.broken()
	}
	seen, left := objects{}, int64(maxObjectsBytes)
	for range min(count, maxObjects) {
		// What the last round passed over is inflated here, and dropped.
		header, err := scanner.NextObjectHeader()
		if err != nil {
			return nil, pack.broken()
		}
		if left -= header.Length; header.Length > maxObjectBytes || left < 0 {
			return nil, failure.BadGateway("AnswerTooLarge", "the commit is larger than 1 MiB, or the Git server sends too much before it")
		}
		if header.Type != plumbing.CommitObject && header.Type != plumbing.TagObject {
			continue
		}
		var content bytes.Buffer
		if n, _, err := scanner.NextObject(&content); err != nil || n != header.Length {
			return nil, pack.broken()
		}
		seen.add(object{kind: header.Type, content: content.Bytes()}, len(id))
		if name, commit, ok := seen.commit(id); ok {
			return parseCommit(name, commit)
		}
	}
	return nil, notFound("the Git server has no commit for this: a tag may be one of a file, for instance")
}

// broken is why a pack could not be read: its bytes did not arrive, or are no pack.
func (b *band) broken() error {
	if b.err != nil && !errors.Is(b.err, io.EOF) {
		return b.err
	}
	return malformed("the pack is broken")
}
