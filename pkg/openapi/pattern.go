// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package openapi

import (
	"errors"
	"fmt"
	"strings"
)

// segment is what stands between two slashes of a path: a text, or a parameter with text on either side.
type segment struct {
	literal        string
	parameter      bool
	prefix, suffix string
}

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
	prefix, rest, opened := strings.Cut(text, "{")
	name, suffix, closed := strings.Cut(rest, "}")
	switch {
	case opened && strings.Contains(suffix, "{"):
		return segment{}, errors.New("must have at most one parameter between two slashes")
	case opened != closed, strings.ContainsAny(prefix+suffix, "{}"), strings.Contains(name, "{"):
		return segment{}, errors.New("must have braces in pairs, around the names of parameters, such as {repository}")
	case opened && (name == "" || strings.ContainsAny(name, "*:")):
		return segment{}, errors.New("must have parameters that are names, such as {repository}; a parameter matches what " +
			"stands between two slashes, whatever it is")
	}
	prefix, err := unescape(prefix)
	if err != nil {
		return segment{}, err
	}
	if !opened {
		return segment{literal: prefix}, nil
	}
	suffix, err = unescape(suffix)
	return segment{parameter: true, prefix: prefix, suffix: suffix}, err
}

// example is a text that the segment matches.
func (s segment) example() string {
	if s.parameter {
		return s.prefix + "x" + s.suffix
	}
	return s.literal
}
