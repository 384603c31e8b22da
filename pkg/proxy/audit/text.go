// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package audit

import (
	"unicode/utf16"
	"unicode/utf8"
)

// cutMark ends a value of which the rest was cut off.
const cutMark = "..."

type field struct{ name, value string }

// appendField adds a member of an object that has one before it.
func appendField(b []byte, name, value string, limit int) []byte {
	if value == "" {
		return b
	}
	b = append(b, `,"`...)
	b = append(b, name...)
	b = append(b, `":`...)
	return appendText(b, value, limit)
}

// appendObject adds an object, unless all of its fields are empty.
func appendObject(b []byte, name string, fields ...field) []byte {
	begin := len(b)
	b = append(b, `,"`...)
	b = append(b, name...)
	b = append(b, `":`...)
	empty := len(b)
	for _, f := range fields {
		b = appendField(b, f.name, f.value, maxField)
	}
	if len(b) == empty {
		return b[:begin]
	}
	b[empty] = '{' // in place of the first comma
	return append(b, '}')
}

// appendText adds a JSON string of printable ASCII: everything else is escaped, and what is no UTF-8 becomes U+FFFD.
func appendText(b []byte, text string, limit int) []byte {
	rest := ""
	if len(text) > limit {
		for limit > 0 && !utf8.RuneStart(text[limit]) {
			limit--
		}
		text, rest = text[:limit], cutMark
	}
	b = append(b, '"')
	plain := 0 // where what needs no escape begins
	for i := 0; i < len(text); {
		if isPlain(text[i]) {
			i++
			continue
		}
		b = append(b, text[plain:i]...)
		r, size := utf8.DecodeRuneInString(text[i:])
		b = appendEscaped(b, r)
		i += size
		plain = i
	}
	b = append(b, text[plain:]...)
	b = append(b, rest...)
	return append(b, '"')
}

func isPlain(c byte) bool { return ' ' <= c && c <= '~' && c != '"' && c != '\\' }

func appendEscaped(b []byte, r rune) []byte {
	if r == '"' || r == '\\' {
		return append(b, '\\', byte(r))
	}
	if first, second := utf16.EncodeRune(r); first != utf8.RuneError {
		return appendHex(appendHex(b, first), second)
	}
	return appendHex(b, r)
}

// appendHex adds \u and four digits; r is at most 0xffff.
func appendHex(b []byte, r rune) []byte {
	const digits = "0123456789abcdef"
	return append(b, '\\', 'u', digits[r>>12&0xf], digits[r>>8&0xf], digits[r>>4&0xf], digits[r&0xf])
}
