// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package template

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	texttemplate "text/template"
)

// ErrLimit is wrapped by the errors of executions that exceeded one of the
// [Limits] or a fixed bound.
var ErrLimit = errors.New("limit exceeded")

// Error says where a template is wrong and why. It never holds a part of the
// data, so it may be shown to whoever may read the template.
type Error struct {
	// Name is the name given to Parse.
	Name string
	// Line and Column count from 1, the column in bytes. Both are 0 if the
	// template as a whole is meant.
	Line, Column int
	// Msg says what is wrong and, where it can be known, what would be right.
	Msg string

	cause error
}

// Error names the template, the position and the reason.
func (e *Error) Error() string {
	var b strings.Builder
	if e.Name != "" {
		b.WriteString(e.Name)
		b.WriteString(": ")
	}
	if e.Line > 0 {
		fmt.Fprintf(&b, "line %d, column %d: ", e.Line, e.Column)
	}
	b.WriteString(e.Msg)
	return b.String()
}

// Unwrap is [ErrLimit], the error of the context, or nil.
func (e *Error) Unwrap() error { return e.cause }

// fault is an error whose text is made by this package alone: it is the only
// kind of error from within an execution whose text is shown.
type fault struct {
	msg   string
	cause error
}

func (f *fault) Error() string { return f.msg }

func (f *fault) Unwrap() error { return f.cause }

// faultf makes a fault; its arguments must not come from the data.
func faultf(format string, args ...any) error {
	return &fault{msg: fmt.Sprintf(format, args...)}
}

func limitf(format string, args ...any) error {
	return &fault{msg: fmt.Sprintf(format, args...), cause: ErrLimit}
}

// position turns an offset into a line and a column, both from 1.
func position(text string, offset int) (line, column int) {
	offset = min(max(offset, 0), len(text))
	before := text[:offset]
	return 1 + strings.Count(before, "\n"), offset - strings.LastIndexByte(before, '\n')
}

// explain turns an error of text/template into one without values.
func (t *Template) explain(err error) *Error {
	e := &Error{Name: t.name, Msg: "cannot be evaluated with this data"}
	var f *fault
	if errors.As(err, &f) {
		e.Msg, e.cause = f.msg, f.cause
	}
	var exec texttemplate.ExecError
	if !errors.As(err, &exec) {
		return e
	}
	rest, ok := strings.CutPrefix(exec.Error(), "template: "+mainName+":")
	if !ok {
		return e
	}
	e.Line, e.Column, rest = cutPosition(rest)
	if f == nil {
		if msg, ok := knownReason(rest); ok {
			e.Msg = msg
		}
	}
	return e
}

// cutPosition reads "line:column:", the column from 0, from the head of s.
func cutPosition(s string) (line, column int, rest string) {
	first, s, _ := strings.Cut(s, ":")
	second, s, _ := strings.Cut(s, ":")
	line, errLine := strconv.Atoi(first)
	column, errColumn := strconv.Atoi(second)
	if errLine != nil || errColumn != nil {
		return 0, 0, s
	}
	return line, column + 1, s
}

// knownReason rewords the complaints of text/template that name nothing but a
// field, which stands in the template. All others may quote values.
func knownReason(msg string) (string, bool) {
	for _, known := range []struct{ marker, reason string }{
		{"nil pointer evaluating interface {}.", "%q is asked of a value that does not exist"},
		{"can't evaluate field ", "%q is asked of a value that is not a map"},
	} {
		at := strings.LastIndex(msg, known.marker)
		if at < 0 {
			continue
		}
		field, _, _ := strings.Cut(msg[at+len(known.marker):], " ")
		return fmt.Sprintf(known.reason, field), true
	}
	return "", false
}
