// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package template renders the Go templates of a ConnectorClass: header values
// and query parameters, probe paths, configuration files.
//
// # Why it is safe
//
// The author of a template is not trusted with the process that renders it, and
// the data may hold a credential. Four things are promised, and this is why they
// hold.
//
// A template reads nothing but its data. Only the functions named in allow.go can
// be called, builtins included; a function that a later sprig brings is not there
// until somebody names it. None of them reads the environment, the network, the
// clock, the file system or a source of randomness. No method can be called:
// [View] turns the data into nil, bool, int64, float64, string, []any and
// map[string]any before the template sees it, and a function that returned
// anything else would be an error. The copy is also what makes executions
// independent: a template that changes a dict changes its own.
//
// A template ends. Parse bounds the text, the number of actions and their nesting,
// then rewrites the tree: every template body and every iteration of a range begins
// with a call that counts the nodes about to run; functions are counted with the
// size of what they read and return. The count is bounded by [Limits.Steps], and
// each count looks at the context and the deadline. Between two counts there is
// only straight-line code of the template, which is bounded by its text, or one
// function, which is bounded by the size of its arguments: functions whose work
// or result is not proportional to them (repeat, join, uniq, regular expressions)
// have a guard that computes the work first. Nothing runs in another goroutine, so
// nothing is left running.
//
// A template stays small. The weight of a value is its size written out, so a list
// that holds another twice weighs twice as much, and a map that holds itself has no
// weight at all and is refused. Whatever a function takes or returns weighs at most
// [Limits.Value]; functions that look at one element only, such as get, are exempt
// as arguments and not as text. The rewritten tree sends every printed value and
// every piece of text through a count against [Limits.Output] first, so text/template
// writes only what has been counted. The stack is bounded as well: the nesting of
// one body, times the depth of templates that call templates.
//
// An error tells where, and nothing of the data. Messages of text/template, sprig
// and the libraries below them quote values, so none is passed on: an [Error] is
// made of a position, of names that stand in the text of the template, and of
// sentences of this package. The message of fail is shown if it is a constant of
// the template.
package template
