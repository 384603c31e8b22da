// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import (
	"bytes"
)

// lister turns the lines of version 0 into references: what an annotated tag points at follows in a line of its own, so a
// reference is handed on when the next line is there.
type lister struct {
	visit func(Reference) error
	// head is what HEAD stands for, empty if it is not known.
	head []byte
	// waiting are ID and name of the reference that may be a tag, one after the other; empty when none waits.
	waiting []byte
	digits  int
}

func (l *lister) add(text []byte) error {
	// A clone without its whole history says so at the end of its references.
	if bytes.HasPrefix(text, []byte("shallow ")) {
		return nil
	}
	reference, err := parseReference(text)
	if err != nil {
		return err
	}
	if name, peeled := bytes.CutSuffix(reference.Name, []byte(peeledSuffix)); peeled {
		// What follows another line than its tag's is of no use, and nothing that Git takes offence at.
		if len(l.waiting) > 0 && bytes.Equal(name, l.name()) {
			return l.pass(reference.ID)
		}
		return nil
	}
	if err := l.flush(); err != nil {
		return err
	}
	l.waiting = append(append(l.waiting[:0], reference.ID...), reference.Name...)
	l.digits = len(reference.ID)
	return nil
}

// flush hands on the reference that waits, if there is one.
func (l *lister) flush() error {
	if len(l.waiting) == 0 {
		return nil
	}
	return l.pass(nil)
}

// name is that of the reference that waits. There must be one.
func (l *lister) name() []byte { return l.waiting[l.digits:] }

func (l *lister) pass(peeled []byte) error {
	reference := Reference{Name: l.name(), ID: l.waiting[:l.digits], Peeled: peeled}
	if len(l.head) > 0 && string(reference.Name) == headName {
		reference.SymrefTarget = l.head
	}
	err := l.visit(reference)
	l.waiting = l.waiting[:0]
	return err
}
