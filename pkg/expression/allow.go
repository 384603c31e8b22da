// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package expression

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"slices"

	celast "github.com/google/cel-go/common/ast"
	"github.com/google/cel-go/common/operators"
)

const matchesName = "matches"

// isAllowed names what an expression may call: work and result of each are
// proportional to the arguments, or guard.go counts them first.
//
// What is missing is missing on purpose: replace, join, format and quote, whose
// results can be the product of their arguments; lists.range and flatten, which make
// lists of any size; indexOf, lastIndexOf and charAt, which walk or copy a text for
// one character; find and findAll, sets and quantities, which can take long; the
// authorizer, URLs, IP addresses and formats, which a probe does not need.
func isAllowed(function string) bool {
	return slices.Contains([]string{
		operators.Conditional, operators.LogicalAnd, operators.LogicalOr, operators.LogicalNot,
		operators.Equals, operators.NotEquals, operators.In, operators.NotStrictlyFalse,
		operators.Less, operators.LessEquals, operators.Greater, operators.GreaterEquals,
		operators.Add, operators.Subtract, operators.Multiply, operators.Divide, operators.Modulo,
		operators.Negate, operators.Index, operators.OptIndex, operators.OptSelect,
		"size", "contains", "startsWith", "endsWith", matchesName,
		"lowerAscii", "upperAscii", "trim", "substring", "split",
		"bool", "double", "duration", "dyn", "int", "string", "timestamp", "type", "uint",
		"hasValue", "optional.none", "optional.of", "optional.ofNonZeroValue", "or", "orValue", "value",
		"isSorted", "max", "min", "sum",
		"isSemver", "semver", "major", "minor", "patch", "compareTo", "isGreaterThan", "isLessThan",
	}, function)
}

// pattern is a compiled regular expression and the number of its instructions:
// RE2 needs at most that many steps for each byte of a text.
type pattern struct {
	expr *regexp.Regexp
	size int
}

// check refuses calls that are not allowed, and returns the regular expressions
// by the ids of the calls of matches.
func check(tree *celast.AST) (map[int64]pattern, *Error) {
	patterns := map[int64]pattern{}
	var first *Error
	celast.PreOrderVisit(tree.Expr(), celast.NewExprVisitor(func(e celast.Expr) {
		if first != nil || e.Kind() != celast.CallKind {
			return
		}
		call := e.AsCall()
		switch name := call.FunctionName(); {
		case !isAllowed(name):
			first = at(tree, e.ID(), fmt.Sprintf("function %q is not allowed in expressions of connectors", name))
		case name == matchesName:
			args := call.Args()
			p, err := compilePattern(args[len(args)-1])
			if err != nil {
				first = at(tree, e.ID(), "matches: "+err.msg)
				first.cause = err.cause
			}
			patterns[e.ID()] = p
		}
	}))
	return patterns, first
}

// checkTypes bounds the types of an expression before they are computed. A macro
// binds a variable to the elements of a list, so the type of each can hold the
// type of the one before, and as a key and a value of a map it does so twice.
func checkTypes(tree *celast.AST) *Error {
	var first *Error
	builders := 0
	celast.PreOrderVisit(tree.Expr(), celast.NewExprVisitor(func(e celast.Expr) {
		if first != nil || !buildsType(e) {
			return
		}
		builders++
		if builders > maxBuilders {
			first = at(tree, e.ID(), fmt.Sprintf("more than %d lists, maps, optionals and macros", maxBuilders))
			first.cause = ErrLimit
		}
		if e.Kind() != celast.MapKind {
			return
		}
		for _, entry := range e.AsMap().Entries() {
			if key := entry.AsMapEntry().Key(); key.Kind() != celast.LiteralKind {
				first = at(tree, key.ID(), "the keys of a map must be constants")
			}
		}
	}))
	return first
}

// buildsType says whether the type of an expression holds those of others.
func buildsType(e celast.Expr) bool {
	switch e.Kind() {
	case celast.ComprehensionKind, celast.MapKind, celast.StructKind:
		return true
	case celast.ListKind:
		return slices.ContainsFunc(e.AsList().Elements(), func(element celast.Expr) bool {
			return element.Kind() != celast.LiteralKind
		})
	case celast.CallKind:
		// The functions of optional are not yet told from those of others.
		return slices.Contains([]string{
			"of", "ofNonZeroValue", "type", operators.OptSelect, operators.OptIndex,
		}, e.AsCall().FunctionName())
	default:
		return false
	}
}

func compilePattern(e celast.Expr) (pattern, *fault) {
	invalid := &fault{msg: "the pattern must be a constant regular expression of the RE2 syntax"}
	if e.Kind() != celast.LiteralKind {
		return pattern{}, invalid
	}
	text, ok := e.AsLiteral().Value().(string)
	if !ok {
		return pattern{}, invalid
	}
	if len(text) > maxPattern {
		return pattern{}, limitf("the pattern is longer than %d bytes", maxPattern)
	}
	parsed, err := syntax.Parse(text, syntax.Perl)
	if err != nil {
		return pattern{}, invalid
	}
	prog, err := syntax.Compile(parsed.Simplify())
	if err != nil {
		return pattern{}, invalid
	}
	expr, err := regexp.Compile(text)
	if err != nil {
		return pattern{}, invalid
	}
	return pattern{expr: expr, size: len(prog.Inst)}, nil
}
