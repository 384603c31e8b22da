// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package validation

import (
	"errors"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// checkPath refuses escaped paths that a tool, or a proxy on the way to it, may read as leading out of themselves. Since
// some of them decode more than once, an encoded percent sign is refused: then once is all there is.
func checkPath(escaped string) error {
	path, err := url.PathUnescape(escaped)
	if err != nil || strings.Contains(path, "%") {
		return errors.New("must have no percent signs in its path but those of one percent-encoding")
	}
	if !utf8.ValidString(path) || strings.ContainsFunc(path, unicode.IsControl) {
		return errors.New("must have a path that encodes UTF-8 text without control characters")
	}
	isSeparator := func(r rune) bool { return r == '/' || r == '\\' || r == ';' }
	for segment := range strings.FieldsFuncSeq(path, isSeparator) {
		// Some tools ignore dots and blanks at the end of a name.
		if strings.Contains(segment, ".") && strings.Trim(segment, ". ") == "" {
			return errors.New(`must have no "." or ".." segments in its path, plain or encoded`)
		}
	}
	return nil
}

// shownURL is shown for URLs, without user information and query, which may hold credentials.
func shownURL(text string) string {
	if end := strings.IndexAny(text, "?#"); end >= 0 {
		text = text[:end+1] + "…"
	}
	at := strings.LastIndexByte(text, '@')
	if at < 0 {
		return shown(text)
	}
	scheme := text[:max(0, strings.Index(text[:at], "//"))]
	return shown(scheme + "//…" + text[at:])
}
