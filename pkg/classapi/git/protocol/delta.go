// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/format/packfile"

	"connectors.alauda.io/pkg/classapi/failure"
)

// pieces are what has been read of a pack: objects, and deltas, which are objects told by what is different from another one,
// their base. A server writes deltas by the name of the base, which is in the same pack: nobody asked for deltas by position
// (ofs-delta), nor for such whose base is to be had elsewhere (thin-pack).
type pieces struct {
	digits int
	hold   func(bytes int64) error
	// left is how much more may be inflated.
	left    int64
	known   objects
	waiting []delta // for their bases
}

// delta is an object that is not known yet.
type delta struct {
	base    string
	content []byte
}

func newPieces(digits int, hold func(bytes int64) error) *pieces {
	return &pieces{digits: digits, hold: hold, left: maxObjectsBytes, known: objects{}}
}

// allow says whether an object may be read, before it is.
func (p *pieces) allow(header *packfile.ObjectHeader) error {
	switch {
	case header.Type == plumbing.OFSDeltaObject:
		return malformed("the pack has a delta by position, which was not asked for")
	case header.Type == plumbing.REFDeltaObject && p.digits == 2*sha256.Size:
		return failure.Unsupported("the Git server sends the commit, or the tag that leads to it, as a delta, which is not read of " +
			"repositories of SHA-256: ask for the commit by its hash")
	}
	if err := p.inflate(header.Length); err != nil || !isKept(header.Type) {
		return err
	}
	return p.hold(header.Length)
}

func (p *pieces) inflate(length int64) error {
	if p.left -= length; length > maxObjectBytes || p.left < 0 {
		return tooMuch()
	}
	return nil
}

// add takes in an object, and the deltas that can be applied now that it is known.
func (p *pieces) add(header *packfile.ObjectHeader, content []byte) error {
	if header.Type == plumbing.REFDeltaObject {
		p.waiting = append(p.waiting, delta{base: header.Reference.String(), content: content})
	} else {
		p.known.add(object{kind: header.Type, content: content}, p.digits)
	}
	for i := p.applicable(); i >= 0; i = p.applicable() {
		next := p.waiting[i]
		p.waiting = slices.Delete(p.waiting, i, i+1)
		made, err := p.apply(next, p.known[next.base])
		if err != nil {
			return err
		}
		p.known.add(made, p.digits)
	}
	return nil
}

// applicable is the index of a delta whose base is known, negative when there is none.
func (p *pieces) applicable() int {
	return slices.IndexFunc(p.waiting, func(d delta) bool {
		_, known := p.known[d.base]
		return known
	})
}

// apply makes the object that a delta stands for, which is of the kind of its base. A delta begins with the sizes of both, and
// may make much of little: the size is checked first.
func (p *pieces) apply(d delta, base object) (object, error) {
	_, n := binary.Uvarint(d.content)
	size, m := binary.Uvarint(d.content[max(n, 0):])
	switch {
	case n <= 0 || m <= 0:
		return object{}, brokenDelta()
	case size > maxObjectBytes:
		return object{}, tooMuch()
	}
	if err := p.inflate(int64(size)); err != nil {
		return object{}, err
	}
	if err := p.hold(int64(size)); err != nil {
		return object{}, err
	}
	content, err := packfile.PatchDelta(base.content, d.content)
	if err != nil {
		return object{}, brokenDelta()
	}
	return object{kind: base.kind, content: content}, nil
}

func brokenDelta() error { return malformed("the pack has a delta that does not fit its base") }

// missing says why there is no commit, and whether that is known when there is more in the pack than was read.
func (p *pieces) missing(id string, more bool) error {
	if p.known.endsElsewhere(id) || len(p.waiting) == 0 && (!more || len(p.known) == 0) {
		return notFound("the Git server has no commit for this: a tag may be one of a file, for instance")
	}
	return malformed("the commit, or the tag that leads to it, comes behind other objects, or as a delta of one that is not among the first")
}
