// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package expression

import (
	"errors"
	"fmt"
	"strings"

	"github.com/google/cel-go/cel"
	celast "github.com/google/cel-go/common/ast"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/interpreter"
)

// ErrLimit is wrapped by the errors of expressions and evaluations that exceed a
// bound.
var ErrLimit = errors.New("limit exceeded")

// Error says where an expression is wrong and why. It never holds a part of the
// response, so it may be shown to whoever may read the expression.
type Error struct {
	// Line and Column count from 1, the column in characters. Both are 0 if the
	// expression as a whole is meant.
	Line, Column int
	// Msg says what is wrong and, where it can be known, what would be right.
	Msg string

	cause error
}

// Error names the position and the reason.
func (e *Error) Error() string {
	if e.Line == 0 {
		return e.Msg
	}
	return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Msg)
}

// Unwrap is [ErrLimit], the error of the context, or nil.
func (e *Error) Unwrap() error { return e.cause }

// fault is an error whose text is made by this package alone.
type fault struct {
	msg   string
	cause error
}

func (f *fault) Error() string { return f.msg }

func limitf(format string, args ...any) *fault {
	return &fault{msg: fmt.Sprintf(format, args...), cause: ErrLimit}
}

// issues turns what the compiler found into one error: the first, as the others
// often follow from it.
func issues(found *cel.Issues) *Error {
	all := found.Errors()
	if len(all) == 0 {
		return &Error{Msg: "not an expression"}
	}
	first := all[0]
	e := &Error{Msg: first.Message}
	if len(e.Msg) > maxMessage {
		e.Msg = strings.ToValidUTF8(e.Msg[:maxMessage], "") + "..."
	}
	if line := first.Location.Line(); line > 0 {
		e.Line, e.Column = line, max(first.Location.Column(), 0)+1
	}
	return e
}

// at makes an error at a node of the expression.
func at(tree *celast.AST, id int64, msg string) *Error {
	e := &Error{Msg: msg}
	if id != 0 {
		if loc := tree.SourceInfo().GetStartLocation(id); loc.Line() > 0 {
			e.Line, e.Column = loc.Line(), loc.Column()+1
		}
	}
	return e
}

// explain turns the error of an evaluation into one without values.
func (p *Program) explain(err error) *Error {
	var cancelled interpreter.EvalCancelledError
	if errors.As(err, &cancelled) {
		return &Error{Msg: "costs more than an expression may: look at fewer elements", cause: ErrLimit}
	}
	var id int64
	var celErr *types.Err
	if errors.As(err, &celErr) && !isShared(celErr) {
		id = celErr.NodeID()
	}
	e := at(p.tree, id, p.reason(err))
	var f *fault
	if errors.As(err, &f) {
		e.Msg, e.cause = f.msg, f.cause
	}
	return e
}

// isShared tells errors that CEL makes once and puts the node into that met them
// last, in whatever evaluation.
func isShared(err *types.Err) bool {
	return err == types.NoSuchOverloadErr() || strings.HasPrefix(err.Error(), "timestamp overflow")
}

// reason rewords the errors of CEL that class authors meet. A key is named only
// if it stands in the expression: it may as well be a part of the response.
func (p *Program) reason(err error) string {
	text := err.Error()
	if key, ok := strings.CutPrefix(text, "no such key: "); ok {
		if strings.Contains(p.text, key) {
			return fmt.Sprintf("there is no %q: ask with has() or in first", key)
		}
		return "there is no such key"
	}
	for _, known := range []struct{ prefix, msg string }{
		{"no such overload", "an operation is not for the types of its operands"},
		{"index out of bounds", "the position is beyond the end of the list"},
		{"division by zero", "division by zero"},
		{"modulus by zero", "division by zero"},
	} {
		if strings.HasPrefix(text, known.prefix) {
			return known.msg
		}
	}
	return "cannot be evaluated with this response"
}
