// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package openapi

import (
	"strings"

	"k8s.io/apimachinery/pkg/util/validation/field"
)

// Error says what is wrong with a description.
type Error struct {
	// Problems are one or more findings. Their fields are places in the description, such as paths[/tags].get; an empty
	// field is the description as a whole.
	Problems field.ErrorList
}

// Error names the places and what would be right there.
func (e *Error) Error() string { return e.Below(field.NewPath("openapi")).ToAggregate().Error() }

// Below is the problems with their places below path, which is where the description stands.
func (e *Error) Below(path *field.Path) field.ErrorList {
	moved := make(field.ErrorList, 0, len(e.Problems))
	for _, problem := range e.Problems {
		at := *problem
		switch {
		case at.Field == "":
			at.Field = path.String()
		case strings.HasPrefix(at.Field, "["):
			at.Field = path.String() + at.Field
		default:
			at.Field = path.String() + "." + at.Field
		}
		moved = append(moved, &at)
	}
	return moved
}

// findings collects problems, up to a bound: who made a hundred mistakes of one kind need not read them all at once.
type findings struct{ problems field.ErrorList }

func (f *findings) add(problem *field.Error) {
	if !f.full() {
		f.problems = append(f.problems, problem)
	}
}

func (f *findings) full() bool { return len(f.problems) >= maxProblems }

// err is nil where nothing was found.
func (f *findings) err() error {
	if len(f.problems) == 0 {
		return nil
	}
	return &Error{Problems: f.problems}
}

// whole is a problem of the description as a whole. The value is left out: it may be a megabyte.
func whole(detail string) *Error {
	return problem(&field.Error{Type: field.ErrorTypeInvalid, BadValue: field.OmitValueType{}, Detail: detail})
}

// problem is an error with a single finding.
func problem(found *field.Error) *Error { return &Error{Problems: field.ErrorList{found}} }

func notInWord(r rune) bool {
	switch {
	case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9':
		return false
	}
	return r != '-' && r != '_' && r != '$'
}

// shown shortens a value for a message.
func shown(value string) string {
	characters := 0
	for i := range value {
		if characters == maxShown {
			return value[:i] + "…"
		}
		characters++
	}
	return value
}

// brief shortens the message of a library, which may repeat what it read.
func brief(err error) string {
	message := strings.Join(strings.Fields(err.Error()), " ")
	if len(message) > maxMessage {
		message = strings.ToValidUTF8(message[:maxMessage], "") + "…"
	}
	return message
}
