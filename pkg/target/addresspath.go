// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package target

import (
	"errors"
	"net/url"
	"strings"
)

// maxDecodings bounds how often a path is percent-decoded in search of dot segments. A path that still changes then was
// made to deceive.
const maxDecodings = 8

// Join appends an escaped path to the address's prefix and returns the escaped path to request. Slashes are kept as
// they are, at the end and doubled. An empty path is the address itself. Bytes that may not stand in a path are
// percent-encoded, everything else is passed as it was written, so that the result is what goes onto the wire.
//
// Under a prefix, a path is refused when any of its segments could lead out of the prefix for some tool: "." and ".."
// after any number of decodings, split at slash, backslash or semicolon, with trailing dots and blanks as Windows
// ignores them, in overlong UTF-8, and control characters at any level. Without a prefix the whole host is in scope and
// encoded slashes are the tool's affair; only segments that RFC 3986 itself calls dot segments ("." and "..", their
// dots encoded or not) are refused, for intermediaries disagree about them.
func (a Address) Join(escapedPath string) (string, error) {
	if escapedPath == "" {
		if a.slash || a.prefix == "" {
			return a.prefix + "/", nil
		}
		return a.prefix, nil
	}
	rest, err := validPath(escapedPath)
	if err != nil {
		return "", err
	}
	if rest[0] != '/' {
		rest = "/" + rest
	}
	if err := a.checkRest(rest); err != nil {
		return "", err
	}
	return a.prefix + rest, nil
}

// CutPrefix returns what follows the address's prefix in an escaped path, and whether the path lies under the prefix.
func (a Address) CutPrefix(escapedPath string) (rest string, ok bool) {
	rest, ok = strings.CutPrefix(escapedPath, a.prefix)
	if !ok || (rest != "" && rest[0] != '/') {
		return "", false
	}
	return rest, a.checkRest(rest) == nil
}

func (a Address) covers(escapedPath string) bool {
	_, ok := a.CutPrefix(escapedPath)
	return ok
}

func (a Address) checkRest(rest string) error {
	if !strings.ContainsAny(rest, ".%\\") {
		return nil
	}
	if a.prefix == "" {
		return checkPlainDots(rest)
	}
	return checkHiddenDots(rest)
}

// parsePrefix checks the path of an address and splits off its trailing slash.
func parsePrefix(escapedPath string) (prefix string, slash bool, err error) {
	path, err := validPath(escapedPath)
	if err != nil {
		return "", false, err
	}
	prefix, slash = strings.CutSuffix(path, "/")
	if strings.Contains(prefix, "//") || strings.HasSuffix(prefix, "/") {
		return "", false, errors.New("the path of an address may not hold two slashes in a row: some tools read them as one")
	}
	return prefix, slash, checkHiddenDots(prefix)
}

// validPath percent-encodes the bytes that may not stand in a path.
func validPath(path string) (string, error) {
	for i := range len(path) {
		switch c := path[i]; {
		case c == '%':
			if i+2 >= len(path) || !isHex(path[i+1]) || !isHex(path[i+2]) {
				return "", errors.New("the path holds a percent sign that two hexadecimal digits do not follow: write %25 for the sign itself")
			}
		case c < 0x20 || c == 0x7f:
			return "", errors.New("the path holds a control character")
		case !isPathByte(c):
			return encodePath(path)
		}
	}
	return path, nil
}

func encodePath(path string) (string, error) {
	const digits = "0123456789ABCDEF"
	var encoded strings.Builder
	for i := range len(path) {
		if c := path[i]; isPathByte(c) || c == '%' || c < 0x20 || c == 0x7f {
			encoded.WriteByte(c)
		} else {
			encoded.Write([]byte{'%', digits[c>>4], digits[c&0xf]})
		}
	}
	return validPath(encoded.String())
}

// isPathByte follows RFC 3986: unreserved, sub-delims, ":", "@", and the slash. Brackets are added because net/url
// accepts them as they are.
func isPathByte(c byte) bool {
	switch {
	case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		return true
	}
	return c < 0x80 && strings.IndexByte("-._~!$&'()*+,;=:@/[]", c) >= 0
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

func errDotSegment() error {
	return errors.New(`the path holds a "." or ".." segment, plain or encoded: write the path that is meant`)
}

// checkPlainDots finds dot segments in the sense of RFC 3986, where %2e is another spelling of the dot.
func checkPlainDots(path string) error {
	if strings.Contains(path, "%2e") || strings.Contains(path, "%2E") {
		path = strings.ReplaceAll(strings.ReplaceAll(path, "%2e", "."), "%2E", ".")
	}
	for segment := range strings.SplitSeq(path, "/") {
		if segment == "." || segment == ".." {
			return errDotSegment()
		}
	}
	return nil
}

// checkHiddenDots finds everything that some tool may read as a dot segment.
func checkHiddenDots(path string) error {
	for range maxDecodings {
		if err := checkDecoded(path); err != nil {
			return err
		}
		decoded := decodeOnce(path)
		if decoded == path {
			return nil
		}
		path = decoded
	}
	return errors.New("the path is percent-encoded over and over: write it encoded once")
}

func checkDecoded(path string) error {
	start := 0
	for i := 0; i <= len(path); i++ {
		if i < len(path) {
			switch c := path[i]; {
			case c < 0x20 || c == 0x7f:
				return errors.New("the path holds an encoded control character")
			case c != '/' && c != '\\' && c != ';':
				continue
			}
		}
		if isDots(path[start:i]) {
			return errDotSegment()
		}
		start = i + 1
	}
	return nil
}

// isDots is true for segments of dots and blanks only, with a dot among them: Windows drops both at the end of a name.
func isDots(segment string) bool {
	dots := false
	for i := range len(segment) {
		switch segment[i] {
		case '.':
			dots = true
		case ' ':
		default:
			return false
		}
	}
	return dots
}

// decodeOnce undoes one percent-encoding, as far as it is valid, and overlong UTF-8.
func decodeOnce(path string) string {
	if strings.IndexByte(path, '%') < 0 {
		return path
	}
	if decoded, err := url.PathUnescape(path); err == nil {
		return shortenOverlong(decoded)
	}
	var decoded strings.Builder
	for i := 0; i < len(path); i++ {
		if path[i] == '%' && i+2 < len(path) && isHex(path[i+1]) && isHex(path[i+2]) {
			decoded.WriteByte(unhex(path[i+1])<<4 | unhex(path[i+2]))
			i += 2
			continue
		}
		decoded.WriteByte(path[i])
	}
	return shortenOverlong(decoded.String())
}

func unhex(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return (c | 0x20) - 'a' + 10
}

// shortenOverlong replaces the two- and three-byte forms of dot, slash, backslash and percent sign that lax decoders
// accept, as those decoders do.
func shortenOverlong(path string) string {
	if strings.IndexByte(path, 0xc0) < 0 && strings.IndexByte(path, 0xc1) < 0 && strings.IndexByte(path, 0xe0) < 0 {
		return path
	}
	for _, c := range []byte(`./\%;`) {
		two := string([]byte{0xc0 | c>>6, 0x80 | c&0x3f})
		three := string([]byte{0xe0, 0x80 | c>>6, 0x80 | c&0x3f})
		path = strings.ReplaceAll(strings.ReplaceAll(path, two, string(c)), three, string(c))
	}
	return path
}
