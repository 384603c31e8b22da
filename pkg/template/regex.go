// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package template

import (
	"reflect"
	"regexp"
	"regexp/syntax"
	"strings"
)

// patternSize compiles a regular expression and returns the number of its
// instructions. RE2 needs at most that many steps for each byte of a text.
func patternSize(pattern string) (int, error) {
	if len(pattern) > maxPattern {
		return 0, limitf("the regular expression is longer than %d bytes", maxPattern)
	}
	parsed, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return 0, faultf("the pattern is not a regular expression of the RE2 syntax")
	}
	prog, err := syntax.Compile(parsed.Simplify())
	if err != nil {
		return 0, faultf("the pattern is not a regular expression of the RE2 syntax")
	}
	return len(prog.Inst), nil
}

func checkPattern(pattern string, _ int) error {
	_, err := patternSize(pattern)
	return err
}

// guardMatch counts the compilation of the pattern and one pass over the text.
func guardMatch(r *run, args []reflect.Value) error {
	size, err := patternSize(args[0].String())
	if err != nil {
		return err
	}
	if err := r.spend(size); err != nil {
		return err
	}
	text := args[1].Len()
	if !fits(size, text+1, bytesPerStep*r.limits.Steps) {
		return limitf("the regular expression is too complex for a text of this size")
	}
	return r.spend(size * (text + 1) / bytesPerStep)
}

// guardFindAll bounds the number of matches: one more than may be returned is
// enough to find that they are too many.
func guardFindAll(r *run, args []reflect.Value) error {
	if err := guardMatch(r, args); err != nil {
		return err
	}
	most := r.limits.Value/nodeWeight + 1
	if n := args[2].Int(); n < 0 || n > int64(most) {
		args[2] = reflect.ValueOf(most)
	}
	return nil
}

// guardReplaceAll bounds the result: every match is replaced by the text of the
// replacement, in which each dollar sign can stand for the match.
func guardReplaceAll(r *run, args []reflect.Value) error {
	if err := guardMatch(r, args); err != nil {
		return err
	}
	text, replacement := args[1].String(), args[2].String()
	copies := strings.Count(replacement, "$") + 1
	if err := r.room(copies, len(text), 0); err != nil {
		return err
	}
	matches := len(text) + 1
	if !fits(matches, len(replacement), r.limits.Value-copies*len(text)) {
		found, err := countMatches(r, args[0].String(), text)
		if err != nil {
			return err
		}
		matches = found
	}
	return r.room(matches, len(replacement), copies*len(text))
}

func countMatches(r *run, pattern, text string) (int, error) {
	expr, err := regexp.Compile(pattern)
	if err != nil {
		return 0, faultf("the pattern is not a regular expression of the RE2 syntax")
	}
	most := r.limits.Value/nodeWeight + 1
	found := len(expr.FindAllStringIndex(text, most))
	if found == most {
		return 0, limitf("the regular expression matches more than %d times", most-1)
	}
	return found, nil
}
