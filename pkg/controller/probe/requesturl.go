// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package probe

import (
	"errors"
	"net/url"
	"strings"

	"connectors.alauda.io/pkg/target"
)

// requestURL is the URL of a rendered path, with an optional query, at an origin. Its errors name no part of the text.
func requestURL(origin target.Address, text string) (*url.URL, error) {
	path, query, _ := strings.Cut(text, "?")
	switch {
	case strings.ContainsFunc(text, isControl):
		return nil, errors.New("it holds a line break or another control character")
	case strings.Contains(text, "#"):
		return nil, errors.New("it holds a number sign: a request has no fragment; write %23 for the sign itself")
	case strings.HasPrefix(path, "//"):
		return nil, errors.New("it begins with two slashes, which is how a host is written: begin it with one")
	case hasScheme(path):
		return nil, errors.New("it begins like a URL: scheme and host have fields of their own, and a path begins with a slash")
	case !strings.HasPrefix(path, "/"):
		path = "/" + path
	}
	return below(origin, path, query)
}

func isControl(r rune) bool { return r < 0x20 || r == 0x7f }

// hasScheme is true when a colon stands in the first segment of a path that has no slash before it.
func hasScheme(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return strings.Contains(first, ":")
}

// below joins an escaped path to an address. What is validly escaped goes out as it was written.
func below(base target.Address, path, query string) (*url.URL, error) {
	escaped, err := base.Join(path)
	if err != nil {
		return nil, err
	}
	unescaped, err := url.PathUnescape(escaped)
	if err != nil {
		return nil, errors.New("it is not validly percent-encoded")
	}
	u := &url.URL{
		Scheme: base.Scheme(), Host: base.Authority(),
		Path: unescaped, RawPath: escaped, RawQuery: escapedQuery(query),
	}
	if u.EscapedPath() != escaped {
		return nil, errors.New("it cannot be sent as it is written: percent-encode its special characters")
	}
	return u, nil
}

// escapedQuery percent-encodes what may not stand in a request line. All else is the tool's affair.
func escapedQuery(query string) string {
	const digits = "0123456789ABCDEF"
	var escaped strings.Builder
	for i := range len(query) {
		if c := query[i]; c > ' ' && c < 0x7f && strings.IndexByte("\"<>\\^`{|}", c) < 0 {
			escaped.WriteByte(c)
		} else {
			escaped.Write([]byte{'%', digits[c>>4], digits[c&0xf]})
		}
	}
	return escaped.String()
}
