// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package monitoring

import (
	"fmt"
	"slices"
	"strings"
	"text/scanner"
)

// usage is what a PromQL expression speaks of.
type usage struct {
	metrics []string
	// labels are those that are matched or grouped by.
	labels []string
}

// functions are the ones that our expressions call.
var functions = []string{"absent", "histogram_quantile", "max", "min", "rate", "sum", "time"}

const (
	intervalVariable = "$__rate_interval" // Grafana puts a duration in its place
	someInterval     = "5m"
)

// parse reads an expression as far as is needed to see its names. It refuses brackets that do not match, texts without an
// end and unknown functions; it is no judge of the rest.
func parse(expr string) (usage, error) {
	var s scanner.Scanner
	var failed error
	s.Init(strings.NewReader(strings.ReplaceAll(expr, intervalVariable, someInterval)))
	s.Mode = scanner.ScanIdents | scanner.ScanStrings | scanner.ScanFloats
	s.Error = func(_ *scanner.Scanner, msg string) { failed = fmt.Errorf("%s: %s", expr, msg) }

	var used usage
	var open []rune // brackets, and 'b' for the list of labels of "by"
	by := false     // "by" was the last word
	for token := s.Scan(); token != scanner.EOF && failed == nil; token = s.Scan() {
		switch token {
		case '(', '[', '{':
			if by && token == '(' {
				token = 'b'
			}
			open = append(open, token)
		case ')', ']', '}':
			if len(open) == 0 || !matches(open[len(open)-1], token) {
				return used, fmt.Errorf("%s: at %s: %q closes nothing", expr, s.Position, token)
			}
			open = open[:len(open)-1]
		case scanner.Ident:
			failed = used.see(s.TokenText(), s.Peek(), open)
		}
		by = token == scanner.Ident && s.TokenText() == "by"
	}
	if failed == nil && len(open) > 0 {
		failed = fmt.Errorf("%s: %d brackets are not closed", expr, len(open))
	}
	return used, failed
}

func matches(opened, closed rune) bool {
	switch closed {
	case ')':
		return opened == '(' || opened == 'b'
	case ']':
		return opened == '['
	}
	return opened == '{'
}

// see notes a word, by where it stands and what follows it.
func (u *usage) see(word string, next rune, open []rune) error {
	inside := rune(0)
	if len(open) > 0 {
		inside = open[len(open)-1]
	}
	switch {
	case inside == '[': // the unit of a duration
	case inside == '{', inside == 'b':
		u.labels = append(u.labels, word)
	case word == "by":
	case next == '(' || slices.Contains(functions, word):
		if !slices.Contains(functions, word) {
			return fmt.Errorf("%s is no known function", word)
		}
	default:
		u.metrics = append(u.metrics, word)
	}
	return nil
}
