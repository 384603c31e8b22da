// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package template

import (
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"
	"text/template/parse"
)

// Parse compiles a template. The name is the one that errors begin with, such as
// the path of the field that holds the text, or is empty. Everything that can be
// known without data is checked: syntax, names of functions and templates, numbers
// of arguments, constant regular expressions and formats.
//
// The error is an [*Error].
func Parse(name, text string, limits Limits) (*Template, error) {
	if msg := checkSize(text); msg != "" {
		return nil, &Error{Name: name, Msg: msg, cause: ErrLimit}
	}
	trees, err := parseTrees(text)
	if err != nil {
		return nil, syntaxError(name, text, err)
	}
	w := newRewriter(trees)
	if err := w.rewrite(); err != nil {
		line, column := position(text, int(err.pos))
		return nil, &Error{Name: name, Line: line, Column: column, Msg: err.msg}
	}
	return &Template{
		name:     name,
		limits:   limits.withDefaults(),
		trees:    trees,
		used:     w.functions(),
		literals: w.literals,
	}, nil
}

// checkSize bounds what the parser is given: its stack grows with the actions,
// and its time with the variables times their uses.
func checkSize(text string) string {
	if len(text) > maxText {
		return fmt.Sprintf("larger than %d bytes", maxText)
	}
	actions := strings.Count(text, "{{")
	if actions > maxActions {
		return fmt.Sprintf("more than %d actions", maxActions)
	}
	if actions*strings.Count(text, "$") > maxLookups {
		return "too many variables for this number of actions"
	}
	return ""
}

func parseTrees(text string) (map[string]*parse.Tree, error) {
	trees := map[string]*parse.Tree{}
	tree := parse.New(mainName)
	// Names of functions are checked by the rewriter, which knows the position
	// and can say more.
	tree.Mode = parse.SkipFuncCheck
	if _, err := tree.Parse(text, "", "", trees); err != nil {
		return nil, err
	}
	return trees, nil
}

// syntaxError adds the column to the error of the parser, which knows lines only.
func syntaxError(name, text string, err error) *Error {
	line, msg := splitSyntaxError(err)
	e := &Error{Name: name, Line: line, Column: 1, Msg: msg}
	starts := actionsOfLine(text, line)
	if len(starts) == 0 {
		return e
	}
	// The parser reads from left to right, so the first action that is at fault
	// is the last one that the text can be cut off before without losing the error.
	at := sort.Search(len(starts), func(i int) bool {
		_, err := parseTrees(text[:starts[i]])
		if err == nil {
			return false
		}
		cutLine, cutMsg := splitSyntaxError(err)
		return cutLine == line && cutMsg == msg
	})
	_, e.Column = position(text, starts[max(at-1, 0)])
	return e
}

// splitSyntaxError takes "template: <name>:<line>: <message>" apart.
func splitSyntaxError(err error) (line int, msg string) {
	msg = strings.TrimPrefix(err.Error(), "template: ")
	rest, ok := strings.CutPrefix(msg, mainName+":")
	if !ok {
		return 1, msg
	}
	number, rest, _ := strings.Cut(rest, ": ")
	line, atoiErr := strconv.Atoi(number)
	if atoiErr != nil {
		return 1, msg
	}
	return line, rest
}

// actionsOfLine returns the offsets of the actions that begin on a line, or of
// the last one before it if the line continues an action.
func actionsOfLine(text string, line int) []int {
	var starts []int
	last, current := -1, 1
	for offset := 0; ; {
		next := strings.Index(text[offset:], "{{")
		if next < 0 {
			break
		}
		current += strings.Count(text[offset:offset+next], "\n")
		if current > line {
			break
		}
		last = offset + next
		if current == line {
			starts = append(starts, last)
		}
		offset = last + len("{{")
	}
	if len(starts) == 0 && last >= 0 {
		return []int{last}
	}
	return slices.Clip(starts)
}
