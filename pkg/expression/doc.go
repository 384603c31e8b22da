// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package expression evaluates the CEL expressions by which a ConnectorClass says
// whether an answer to a probe is a good one.
//
// The environment is that of Kubernetes, of which the functions named in allow.go
// can be called, with these variables:
//
//	response.statusCode   int
//	response.headers      map of header names, canonical and in lower case, to lists of strings
//	response.bodyString   string
//	response.body         the body parsed as JSON; the text of the body if it is not JSON
//
// # Why it is safe
//
// The author of an expression is not trusted with the process that evaluates it,
// and the answer of a tool may hold anything, a credential included.
//
// An evaluation ends and stays small. The text of an expression, its nesting and
// the size of the body are bounded, so one look at the body is. CEL counts the cost
// of an evaluation and ends it at the limit of Kubernetes, but it counts after the
// fact: "".replace("", body) is computed and then found too expensive, a comparison
// of two lists that hold another list a million times takes as long as it takes, and
// what is done with values of unknown type counts next to nothing. So functions
// whose result is larger than their arguments, or whose work is more than
// proportional, do not exist here (allow.go), and the plan of the program is changed
// (guard.go): every call looks at the context and at a budget of this package, and
// counts what it made; comparisons, "in" and "+" count what they are about to walk
// before they do; "matches" takes a constant pattern only, and counts the size of its
// program times that of the text. A comprehension looks at the context as well.
//
// CEL lets "||" and "exists" overlook the error of one operand, and so would an
// exhausted budget be overlooked. It stays exhausted, every further call fails at
// once, and the result is discarded in the end.
//
// An error tells where, and nothing of the answer: messages of CEL and of the JSON
// parser quote values, so none of an evaluation is passed on.
package expression
