// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package server

import (
	"bytes"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// visible escapes what JSON leaves as it is and nobody sees: controls that a terminal obeys, and marks that turn a text around. The
// names that a tool gives its branches may hold them. All of them are in strings, where an escape means the same character.
func visible(text []byte) []byte {
	at := bytes.IndexFunc(text, isUnseen)
	if at < 0 {
		return text
	}
	made := make([]byte, 0, len(text)+len(text)/4)
	for ; at >= 0; at = bytes.IndexFunc(text, isUnseen) {
		r, size := utf8.DecodeRune(text[at:])
		made = escape(append(made, text[:at]...), r)
		text = text[at+size:]
	}
	return append(made, text...)
}

// escape appends a character as JSON can write each: in units of UTF-16, of four digits.
func escape(made []byte, r rune) []byte {
	const digits = "0123456789abcdef"
	if high, low := utf16.EncodeRune(r); high != unicode.ReplacementChar {
		return escape(escape(made, high), low)
	}
	return append(made, '\\', 'u', digits[r>>12&0xf], digits[r>>8&0xf], digits[r>>4&0xf], digits[r&0xf])
}

// isUnseen leaves out the controls of ASCII: JSON has none of them in strings.
func isUnseen(r rune) bool {
	return r >= 0x7f && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r))
}
