// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package expression

import (
	"context"
	"fmt"
	"net/http"

	"github.com/google/cel-go/cel"
	celast "github.com/google/cel-go/common/ast"
	"github.com/google/cel-go/common/types"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
)

// Program is a compiled expression. It is immutable: any number of goroutines may
// evaluate it at the same time.
type Program struct {
	text    string
	tree    *celast.AST
	program cel.Program
}

// Compile checks an expression, whose result must be a bool. An expression of
// unknown type, such as response.body.ok, is checked when it is evaluated.
//
// The error is an [*Error].
func Compile(text string) (*Program, error) {
	if len(text) > MaxText {
		return nil, &Error{Msg: fmt.Sprintf("longer than %d bytes", MaxText), cause: ErrLimit}
	}
	env, err := sharedEnv()
	if err != nil {
		return nil, fmt.Errorf("preparing the CEL environment: %w", err)
	}
	// Env.Compile would draw a picture of every error, which takes a multiple of
	// the square of the length of the line.
	parsed, found := env.Parse(text)
	if len(found.Errors()) > 0 {
		return nil, issues(found)
	}
	if tooComplex := checkTypes(parsed.NativeRep()); tooComplex != nil {
		return nil, tooComplex
	}
	checked, found := env.Check(parsed)
	if len(found.Errors()) > 0 {
		return nil, issues(found)
	}
	tree := checked.NativeRep()
	if out := checked.OutputType(); !out.IsExactType(cel.BoolType) && !out.IsExactType(cel.DynType) {
		return nil, at(tree, tree.Expr().ID(), fmt.Sprintf("gives a %s, it must give a bool", out))
	}
	patterns, invalid := check(tree)
	if invalid != nil {
		return nil, invalid
	}
	program, err := env.Program(checked,
		cel.CustomDecorator(guard(patterns)),
		cel.CostLimit(celconfig.PerCallLimit),
		cel.InterruptCheckFrequency(interruptEvery))
	if err != nil {
		// Constants are converted when the program is made, so this is an
		// expression such as int("x") and not a fault of ours.
		return nil, &Error{Msg: fmt.Sprintf("a constant cannot be converted: %v", err)}
	}
	return &Program{text: text, tree: tree, program: program}, nil
}

// Response is the answer that an expression judges.
type Response struct {
	StatusCode int
	// Header is read by canonical names and by those in lower case: response.headers["content-type"].
	Header http.Header
	// Body is at most [MaxBody] bytes: if it is larger, the variables of the
	// body cannot be used. It is parsed only if the expression asks for it.
	Body []byte
}

// Eval says whether the response is a good one. It takes at most a second, or
// until the context ends.
//
// The error is an [*Error]: the expression asks for something that the response
// does not have, or does more than is allowed.
func (p *Program) Eval(ctx context.Context, r Response) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, maxTime)
	defer cancel()
	m := &meter{ctx: ctx, stop: cancel, left: maxWork}
	vars := r.variables()
	vars[meterName] = m
	out, _, err := p.program.ContextEval(ctx, vars)
	if ended := m.ended(); ended != nil {
		return false, &Error{Msg: ended.msg, cause: ended.cause}
	}
	if err != nil {
		return false, p.explain(err)
	}
	result, ok := out.(types.Bool)
	if !ok {
		msg := fmt.Sprintf("gives a %s, it must give a bool", out.Type().TypeName())
		return false, at(p.tree, p.tree.Expr().ID(), msg)
	}
	return bool(result), nil
}
