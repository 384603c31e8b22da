// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package render

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"connectors.alauda.io/pkg/template"
)

// ErrNotOffered is wrapped by errors that the author of the Pod can mend: the volume asks for a configuration or a param
// that the class does not have, or leaves out one that it must give. All other errors are for the author of the class
// or of the Connector.
var ErrNotOffered = errors.New("the class does not offer what the volume asks for")

// Error says what cannot be rendered and why. It holds names and positions, and no value: neither the token nor
// anything of the Connector or the params.
type Error struct {
	// Configuration that is meant; empty if it is the volume as a whole or a built-in file.
	Configuration string
	// File that is meant; empty if it is not a single one.
	File string
	// Line and Column of the file's template count from 1, the column in bytes; 0 if it is the file as a whole.
	Line, Column int
	// Msg says what is wrong and, where it can be known, what would be right.
	Msg string

	cause error
}

// Error names the configuration, the file, the position and the reason, on one line of at most 500 bytes.
func (e *Error) Error() string {
	var place []string
	if e.Configuration != "" {
		place = append(place, "configuration "+shown(e.Configuration))
	}
	if e.File != "" {
		place = append(place, "file "+shown(e.File))
	}
	if e.Line > 0 {
		place = append(place, fmt.Sprintf("line %d, column %d", e.Line, e.Column))
	}
	if len(place) == 0 {
		return oneLine(e.Msg)
	}
	return strings.Join(place, ", ") + ": " + oneLine(e.Msg)
}

// Unwrap is [ErrNotOffered], [template.ErrLimit], the error of the context, or nil.
func (e *Error) Unwrap() error { return e.cause }

func notOffered(configuration, format string, args ...any) *Error {
	return &Error{Configuration: configuration, Msg: fmt.Sprintf(format, args...), cause: ErrNotOffered}
}

func wrongClass(configuration, file, msg string) *Error {
	return &Error{Configuration: configuration, File: file, Msg: msg}
}

func tooMuch(configuration, file, format string, args ...any) *Error {
	return &Error{Configuration: configuration, File: file, Msg: fmt.Sprintf(format, args...), cause: template.ErrLimit}
}

// wrongConnector is for what is neither the class's nor the Pod's doing.
func wrongConnector(msg string) *Error { return &Error{Msg: msg} }

// inTemplate takes over what the template engine says; its errors hold no values.
func inTemplate(configuration, file string, err error) *Error {
	made := &Error{Configuration: configuration, File: file, Msg: "cannot be rendered"}
	var said *template.Error
	if errors.As(err, &said) {
		made.Line, made.Column, made.Msg, made.cause = said.Line, said.Column, said.Msg, said.Unwrap()
	}
	return made
}

// shown quotes a name for an error, and shortens it.
func shown(name string) string {
	quoted := strconv.Quote(name[:min(len(name), maxShownBytes)])
	if len(name) <= maxShownBytes && len(quoted) <= maxShownBytes {
		return quoted
	}
	return strings.ToValidUTF8(quoted[:min(len(quoted)-1, maxShownBytes)], "") + `…"`
}

// listed is a list of names, sorted and shortened.
func listed(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	slices.Sort(names)
	more := ""
	if len(names) > maxShownNames {
		more = fmt.Sprintf(" and %d more", len(names)-maxShownNames)
		names = names[:maxShownNames]
	}
	quoted := make([]string, 0, len(names))
	for _, name := range names {
		quoted = append(quoted, shown(name))
	}
	return strings.Join(quoted, ", ") + more
}

// oneLine keeps what the author of a class wrote, such as a very long name of a function or the message of fail, from
// taking over a log or an Event.
func oneLine(msg string) string {
	if len(msg) > maxMessageBytes {
		msg = strings.ToValidUTF8(msg[:maxMessageBytes], "") + "…"
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, msg)
}
