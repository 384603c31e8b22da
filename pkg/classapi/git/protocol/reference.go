// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import (
	"bytes"
)

// headName is the reference that says which branch is the default.
const headName = "HEAD"

// peeledSuffix marks, in version 0, what the annotated tag of the line before points at.
const peeledSuffix = "^{}"

// Reference is one reference of a repository. Its slices are views of a buffer: they are valid during the call that they
// are handed to, and not to be changed.
type Reference struct {
	// Name is the full name, such as refs/heads/main, or HEAD. It holds no control characters and no blanks.
	Name []byte
	// ID is the object that it points at, 40 or 64 hexadecimal digits in lower case.
	ID []byte
	// Peeled is the object that an annotated tag points at, nil for all else.
	Peeled []byte
	// SymrefTarget is the name of the reference that a symbolic one stands for, nil for all else.
	SymrefTarget []byte
}

// parseReference reads "<id> <name>[ <attribute>]...". Attributes that are not known are passed over.
func parseReference(text []byte) (Reference, error) {
	id, rest, found := bytes.Cut(text, []byte(" "))
	if !found || !isID(id) {
		return Reference{}, malformed("a line is no reference")
	}
	name, attributes, _ := bytes.Cut(rest, []byte(" "))
	if !isName(name) {
		return Reference{}, malformed("a reference has no valid name")
	}
	reference := Reference{Name: name, ID: id}
	for len(attributes) > 0 {
		var attribute []byte
		attribute, attributes, _ = bytes.Cut(attributes, []byte(" "))
		if err := reference.set(attribute); err != nil {
			return Reference{}, err
		}
	}
	return reference, nil
}

func (r *Reference) set(attribute []byte) error {
	if id, ok := bytes.CutPrefix(attribute, []byte("peeled:")); ok {
		if !isID(id) {
			return malformed("a tag points at no object")
		}
		r.Peeled = id
	}
	if name, ok := bytes.CutPrefix(attribute, []byte("symref-target:")); ok {
		if !isName(name) {
			return malformed("a symbolic reference has no valid target")
		}
		r.SymrefTarget = name
	}
	return nil
}

// IsID says whether text is the name of an object: 40 hexadecimal digits in lower case, or 64 of them.
func IsID(text string) bool { return isID([]byte(text)) }

func isID(text []byte) bool {
	if len(text) != 40 && len(text) != 64 {
		return false
	}
	for _, c := range text {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

// isName is looser than git check-ref-format: it refuses what would hurt a reader of names, and leaves the rest to the server.
func isName(name []byte) bool {
	for _, c := range name {
		if c <= ' ' || c == 0x7f {
			return false
		}
	}
	return len(name) > 0
}
