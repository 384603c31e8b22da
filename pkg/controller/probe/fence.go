// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package probe

import (
	"encoding/base64"
	"net/url"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"connectors.alauda.io/pkg/target"
)

// minNeedle is the shortest value that is looked for: shorter ones stand in every second message by accident.
const minNeedle = 4

// fence recognizes texts that hold a value of a Secret. The zero fence recognizes none.
type fence struct {
	// needles makes the values and their encodings, in lower case, as hosts are. It is a function to hide from reflection, and
	// makes them when they are asked for: thousands of plans are kept, and few of them have something to say.
	needles func() []string
}

// newFence looks for the values of the Secret but the user name, which tools show openly, and for what templates made of
// the Secret.
func newFence(secret map[string]target.Credential, rendered ...string) fence {
	if len(secret) == 0 && len(rendered) == 0 {
		return fence{}
	}
	return fence{needles: func() []string { return needlesOf(secret, rendered) }}
}

func needlesOf(secret map[string]target.Credential, rendered []string) []string {
	var needles []string
	for key, value := range secret {
		if key != corev1.BasicAuthUsernameKey {
			needles = appendNeedles(needles, value.Reveal())
		}
	}
	for _, text := range rendered {
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

func (f fence) holds(text string) bool {
	if f.needles == nil {
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

// holdsURL looks at a URL as it is written and as tools read it.
func (f fence) holdsURL(u *url.URL) bool {
	query, err := url.QueryUnescape(u.RawQuery)
	return f.holds(u.String()) || f.holds(u.Path) || (err == nil && f.holds(query))
}
