// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package openapi

import (
	"errors"
	"net/url"
	"strings"
	"unicode/utf8"
)

// decodePath gives the path of a request in the form in which it is compared: percent-decoded once, with the same slashes
// as before. It refuses what another reader on the way to the tool may take for another path.
func decodePath(escaped string) (string, error) {
	switch {
	case escaped == "":
		return "/", nil
	case escaped[0] != '/':
		return "", errors.New("the path must begin with a slash")
	}
	path, err := unescape(escaped)
	if err != nil {
		return "", err
	}
	return path, checkDecoded(path)
}

// unescape decodes once. The library's errors repeat what they read, so they are not passed on.
func unescape(escaped string) (string, error) {
	if strings.IndexByte(escaped, '%') < 0 {
		return escaped, nil
	}
	path, err := url.PathUnescape(escaped)
	if err != nil {
		return "", errors.New("the path holds a percent sign that two hexadecimal digits do not follow: write %25 for the sign itself")
	}
	if strings.Count(path, "/") != strings.Count(escaped, "/") {
		return "", errors.New("the path holds an encoded slash: put a value with slashes into the query")
	}
	return path, nil
}

func checkDecoded(path string) error {
	for i := range len(path) {
		switch c := path[i]; {
		case c < 0x20 || c == 0x7f:
			return errors.New("the path holds a control character, plain or encoded")
		case c == '\\':
			return errors.New("the path holds a backslash, plain or encoded, which some tools read as a slash")
		}
	}
	switch {
	case !utf8.ValidString(path):
		return errors.New("the path holds bytes that are not UTF-8 text")
	case strings.Contains(path, "//"):
		return errors.New("the path holds two slashes in a row: write one")
	case hasDots(path):
		return errors.New(`the path holds a segment of dots, such as "..", plain or encoded: write the path that is meant`)
	}
	return nil
}

// hasDots says whether some segment may be read as "." or "..": it consists of dots, with blanks that Windows ignores,
// up to its end or to the semicolon at which servers in Java cut it off.
func hasDots(path string) bool {
	if !strings.Contains(path, ".") {
		return false
	}
	for more := true; more; {
		var segment string
		segment, path, more = strings.Cut(path, "/")
		name, _, _ := strings.Cut(segment, ";")
		if strings.Contains(name, ".") && strings.Trim(name, ". ") == "" {
			return true
		}
	}
	return false
}
