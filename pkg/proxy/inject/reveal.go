// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package inject

import (
	"encoding/base64"
	"net/url"
	"slices"
	"strings"
)

// minNeedle is the shortest text that Reveals looks for: shorter ones turn up by accident, and as passwords they
// protect nothing.
const minNeedle = 6

// needles are the texts that betray the given values: each in clear, in base64, and escaped for queries and paths.
// Texts that hold another one are left out, for whoever finds the shorter has found enough.
func needles(values ...string) []string {
	var all []string
	for _, value := range values {
		if len(value) < minNeedle {
			continue
		}
		all = append(all, value,
			base64.RawStdEncoding.EncodeToString([]byte(value)), base64.RawURLEncoding.EncodeToString([]byte(value)),
			url.QueryEscape(value), url.PathEscape(value),
		)
	}
	slices.SortFunc(all, func(a, b string) int { return len(a) - len(b) })
	var minimal []string
	for _, candidate := range all {
		if !slices.ContainsFunc(minimal, func(found string) bool { return strings.Contains(candidate, found) }) {
			minimal = append(minimal, candidate)
		}
	}
	return minimal
}

func holdsAny(value string, needles []string) bool {
	for _, needle := range needles {
		if strings.Contains(value, needle) {
			return true
		}
	}
	return false
}
