// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"strconv"

	"github.com/go-git/go-git/v5/plumbing"
)

// object is a commit or a tag.
type object struct {
	kind    plumbing.ObjectType
	content []byte
}

// name is the hash of the object, of as many digits as names have in its repository. It is what makes an answer true.
func (o object) name(digits int) string {
	if digits != 2*sha256.Size {
		return plumbing.ComputeHash(o.kind, o.content).String()
	}
	hash := sha256.New()
	// A hash never fails to write.
	_, _ = hash.Write([]byte(o.kind.String() + " " + strconv.Itoa(len(o.content)) + "\x00"))
	_, _ = hash.Write(o.content)
	return hex.EncodeToString(hash.Sum(nil))
}

// header is the value of a line at the beginning of the object, empty if it is not the next one. Rest is what follows it.
func header(content []byte, key string) (value string, rest []byte) {
	first, rest, _ := bytes.Cut(content, []byte("\n"))
	text, ok := bytes.CutPrefix(first, []byte(key+" "))
	if !ok {
		return "", nil
	}
	return string(text), rest
}

// objects are those of a pack by their names.
type objects map[string]object

func (o objects) add(found object, digits int) { o[found.name(digits)] = found }

// follow follows tags from a name as far as they are known: to the name of the first object that is no tag or is not known, and
// what the last tag says that it is, empty where there was no tag. A tag holds the hash of what it points at, so tags cannot go
// round in a circle.
func (o objects) follow(name string) (last, kind string) {
	for {
		found, known := o[name]
		if !known || found.kind != plumbing.TagObject {
			return name, kind
		}
		target, rest := header(found.content, "object")
		name = target
		kind, _ = header(rest, "type")
	}
}

// commit is the one that a name leads to, if it is known.
func (o objects) commit(name string) (commitName string, content []byte, ok bool) {
	last, _ := o.follow(name)
	found, known := o[last]
	return last, found.content, known && found.kind == plumbing.CommitObject
}

// endsElsewhere says whether a name leads to what is no commit.
func (o objects) endsElsewhere(name string) bool {
	_, kind := o.follow(name)
	return kind == plumbing.BlobObject.String() || kind == plumbing.TreeObject.String()
}
