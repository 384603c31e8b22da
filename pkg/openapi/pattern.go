// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package openapi

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// segment is what stands between two slashes of a path: a text, or parameters with texts around them.
type segment struct {
	literal        string
	parameter      bool
	prefix, suffix string
	// between are the texts between parameters, none of them empty: one less than there are parameters.
	between []string
}

var (
	errBraces = errors.New("must have braces in pairs, around the names of parameters, such as {repository}")
	errNoName = errors.New("must have parameters that are names, such as {repository}; a parameter matches what stands between two " +
		"slashes, whatever it is")
)

// parsePattern splits a path of a description. Its texts are decoded, as the paths of requests are before they are
// compared, and refused where no request could match.
func parsePattern(path string) ([]segment, error) {
	switch {
	case len(path) > maxPathBytes:
		return nil, fmt.Errorf("must have at most %d bytes", maxPathBytes)
	case !strings.HasPrefix(path, "/"):
		return nil, errors.New("must begin with a slash, such as /git/refs")
	case strings.ContainsAny(path, "?#"):
		return nil, errors.New("must be a path alone, without a query or a fragment")
	}
	var segments []segment
	var example strings.Builder
	for text := range strings.SplitSeq(path[1:], "/") {
		parsed, err := parseSegment(text)
		if err != nil {
			return nil, err
		}
		segments = append(segments, parsed)
		example.WriteString("/" + parsed.example())
	}
	return segments, checkDecoded(example.String())
}

func parseSegment(text string) (segment, error) {
	texts, err := splitParameters(text)
	if err != nil {
		return segment{}, err
	}
	for i := range texts {
		if texts[i], err = unescape(texts[i]); err != nil {
			return segment{}, err
		}
	}
	last := len(texts) - 1
	if last == 0 {
		return segment{literal: texts[0]}, nil
	}
	parsed := segment{parameter: true, prefix: texts[0], suffix: texts[last], between: texts[1:last]}
	if slices.Contains(parsed.between, "") {
		return segment{}, errors.New("must have text between two parameters, such as {base}...{head}, or a slash")
	}
	return parsed, nil
}

// splitParameters gives the texts before, between and behind the parameters.
func splitParameters(text string) ([]string, error) {
	before, rest, opened := strings.Cut(text, "{")
	texts := []string{before}
	for opened {
		name, behind, closed := strings.Cut(rest, "}")
		switch {
		case !closed, strings.Contains(name, "{"):
			return nil, errBraces
		case name == "", strings.ContainsAny(name, "*:"):
			return nil, errNoName
		}
		before, rest, opened = strings.Cut(behind, "{")
		texts = append(texts, before)
	}
	if slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(text, "}") }) {
		return nil, errBraces
	}
	return texts, nil
}

// example is a text that the segment matches.
func (s segment) example() string {
	if !s.parameter {
		return s.literal
	}
	return strings.Join(slices.Concat([]string{s.prefix}, s.between, []string{s.suffix}), "x")
}
