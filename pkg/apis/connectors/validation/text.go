// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package validation

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"k8s.io/apimachinery/pkg/util/sets"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

// shown shortens a value for a message.
func shown(value string) string {
	characters := 0
	for i := range value {
		if characters == maxShownCharacters {
			return value[:i] + "…"
		}
		characters++
	}
	return value
}

// validateText refuses text that was damaged on its way. Decoders of JSON put U+FFFD where bytes were not UTF-8: storing
// it would lose what was meant.
func validateText(text string, path *field.Path) field.ErrorList {
	at := strings.IndexRune(text, utf8.RuneError)
	if at < 0 {
		return nil
	}
	return field.ErrorList{field.Invalid(path, shown(text),
		fmt.Sprintf("must be UTF-8 text; a byte that is not UTF-8, or the mark U+FFFD of one, stands at byte %d", at))}
}

// validateLine refuses text that does not fit on one line: values end in header lines, URLs and configuration files, and
// a line break would begin a line of its own there.
func validateLine(text string, path *field.Path) field.ErrorList {
	if at := strings.IndexFunc(text, unicode.IsControl); at >= 0 {
		character, _ := utf8.DecodeRuneInString(text[at:])
		return field.ErrorList{field.Invalid(path, shown(text),
			fmt.Sprintf("must hold no line breaks or other control characters; %U stands at byte %d", character, at))}
	}
	return validateText(text, path)
}

// validateName checks the name under which a class declares something.
func validateName(name string, path *field.Path, what string) field.ErrorList {
	switch {
	case name == "":
		return field.ErrorList{field.Required(path, "give the "+what+" a name")}
	case len(name) > maxNameBytes:
		return field.ErrorList{field.TooLong(path, nil, maxNameBytes)}
	case strings.ContainsFunc(name, notInName) || strings.Trim(name, ".") == "":
		return field.ErrorList{field.Invalid(path, shown(name),
			"must consist of letters, digits, '-', '_' and '.', and not of dots only")}
	}
	return nil
}

func notInName(r rune) bool {
	switch {
	case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9':
		return false
	}
	return r != '-' && r != '_' && r != '.'
}

// validateUnique refuses a name that was seen before, and remembers it. An empty one is for others to refuse.
func validateUnique(seen sets.Set[string], name string, path *field.Path) field.ErrorList {
	if name == "" {
		return nil
	}
	if seen.Has(name) {
		return field.ErrorList{field.Duplicate(path, shown(name))}
	}
	seen.Insert(name)
	return nil
}
