// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package server

import (
	"bytes"
	"fmt"
	"unicode"
	"unicode/utf16"
)

// visible escapes what JSON leaves as it is and nobody sees: controls that a terminal obeys, and marks that turn a text around. The
// names that a tool gives its branches may hold them. All of them are in strings, where an escape means the same character.
func visible(text []byte) []byte {
	if !bytes.ContainsFunc(text, isUnseen) {
		return text
	}
	made := make([]byte, 0, len(text)+len(text)/4)
	for _, r := range string(text) {
		if !isUnseen(r) {
			made = append(made, string(r)...)
			continue
		}
		for _, unit := range utf16.AppendRune(nil, r) {
			made = fmt.Appendf(made, `\u%04x`, unit)
		}
	}
	return made
}

// isUnseen leaves out the controls of ASCII: JSON has none of them in strings.
func isUnseen(r rune) bool {
	return r >= 0x7f && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r))
}
