// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package fence recognizes texts that hold a value of a Secret. It is the last resort of those who show to others what a
// tool, or whoever else was told the credential, has sent: no message should hold a value in the first place.
//
// It looks for values as they are, percent-encoded and in base64, in any case. An encoding of somebody's own gets past it, and
// so does a value of fewer than four bytes, which would be found in every second text by accident.
package fence

import (
	"encoding/base64"
	"net/url"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"connectors.alauda.io/pkg/target"
)

// minNeedle is the shortest value that is looked for.
const minNeedle = 4

// Fence recognizes texts that hold a value of one Secret. It is immutable and safe for concurrent use, and shows the values
// to nobody who prints it. The zero Fence recognizes none.
type Fence struct {
	// needles makes the values and their encodings, in lower case, as hosts are. It is a function to hide from reflection, and
	// makes them when they are asked for: thousands of fences are kept, and few of them have something to look at.
	needles func() []string
}

// New looks for the values of the Secret but the user name, which tools show openly, and for what has been made of the
// Secret.
func New(secret map[string]target.Credential, made ...string) Fence {
	if len(secret) == 0 && len(made) == 0 {
		return Fence{}
	}
	return Fence{needles: func() []string { return needlesOf(secret, made) }}
}

func needlesOf(secret map[string]target.Credential, made []string) []string {
	var needles []string
	for key, value := range secret {
		if key != corev1.BasicAuthUsernameKey {
			needles = appendNeedles(needles, value.Reveal())
		}
	}
	for _, text := range made {
		needles = appendNeedles(needles, text)
		// "Bearer abc": the second word is what matters.
		if _, second, ok := strings.Cut(text, " "); ok {
			needles = appendNeedles(needles, second)
		}
	}
	return needles
}

func appendNeedles(needles []string, value string) []string {
	value = strings.TrimSpace(value)
	if len(value) < minNeedle {
		return needles
	}
	for _, form := range []string{
		value, url.PathEscape(value), url.QueryEscape(value),
		base64.RawStdEncoding.EncodeToString([]byte(value)), base64.RawURLEncoding.EncodeToString([]byte(value)),
	} {
		needles = append(needles, strings.ToLower(form))
	}
	return needles
}

// Holds says whether a text holds a value.
func (f Fence) Holds(text string) bool {
	if f.needles == nil || len(text) < minNeedle {
		return false
	}
	text = strings.ToLower(text)
	for _, needle := range f.needles() {
		if strings.Contains(text, needle) {
			return true
		}
	}
	return false
}

// HoldsURL looks at a URL as it is written and as tools read it.
func (f Fence) HoldsURL(u *url.URL) bool {
	query, err := url.QueryUnescape(u.RawQuery)
	return f.Holds(u.String()) || f.Holds(u.Path) || (err == nil && f.Holds(query))
}
