// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package inject

import (
	"strings"

	"connectors.alauda.io/pkg/target"
)

// templateData is what inject templates see, and the same with other values in the Secret. A header that comes out
// the same with both ("Accept: application/json") tells nothing about the Secret, and an answer may hold it.
type templateData struct {
	real, decoy map[string]any
}

func newTemplateData(input target.InjectorInput) templateData {
	values, decoys := make(map[string]any, len(input.Secret)), make(map[string]any, len(input.Secret))
	for key, credential := range input.Secret {
		value := credential.Reveal()
		values[key], decoys[key] = value, value
		if key != usernameKey {
			decoys[key] = decoy(value)
		}
	}
	around := func(stringData map[string]any) map[string]any {
		return map[string]any{
			"Secret":    map[string]any{"Type": input.SecretType, "StringData": stringData},
			"Connector": input.Connector,
		}
	}
	return templateData{real: around(values), decoy: around(decoys)}
}

// decoy differs from value in every letter and digit, so that no part of it passes for a constant.
func decoy(value string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r < 'z', 'A' <= r && r < 'Z', '0' <= r && r < '9':
			return r + 1
		case r == 'z', r == 'Z':
			return r - 25
		case r == '9':
			return '0'
		}
		return r
	}, value) + "x"
}

// revealing are the values that may not come back: those of the Secret but for the user name, which tools show openly,
// and what the templates made of them.
func revealing(secret map[string]target.Credential, headers, query []field) []string {
	var values []string
	for key, value := range secret {
		if key != usernameKey {
			values = append(values, value.Reveal())
		}
	}
	for _, fields := range [][]field{headers, query} {
		for _, f := range fields {
			if f.public {
				continue
			}
			values = append(values, f.value)
			// "Token abc", "Basic abc": the second word is what matters.
			if _, last, ok := strings.Cut(f.value, " "); ok {
				values = append(values, last)
			}
		}
	}
	return values
}
