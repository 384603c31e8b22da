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

// objects are those of a pack by their names.
type objects map[string]object

func (o objects) add(found object, digits int) { o[found.name(digits)] = found }

// commit follows tags from a name to a commit, as far as they are known. A tag holds the hash of what it points at, so tags
// cannot go round in a circle.
func (o objects) commit(name string) (commitName string, content []byte, ok bool) {
	for {
		found, known := o[name]
		if !known {
			return "", nil, false
		}
		if found.kind == plumbing.CommitObject {
			return name, found.content, true
		}
		first, _, _ := bytes.Cut(found.content, []byte("\n"))
		target, isObject := bytes.CutPrefix(first, []byte("object "))
		if !isObject {
			return "", nil, false
		}
		name = string(target)
	}
}
