// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clientauth

import (
	"encoding/base64"
	"strings"

	"github.com/go-jose/go-jose/v4/json"
	"github.com/go-jose/go-jose/v4/jwt"

	"connectors.alauda.io/pkg/proxy/clientauth/jwks"
)

const (
	// longest is how many bytes a token may have. Those of a cluster have about a thousand.
	longest = 16 << 10
	// longestHeader is how many bytes of it may be the header, in base64.
	longestHeader = 1 << 10
)

// parsed is a token that has the shape of one of a cluster. Nothing of it has been verified.
type parsed struct {
	signed            *jwt.JSONWebToken
	algorithm, signer string
	claims            jwt.Claims
}

// parse reads a JSON Web Token in its compact form, as a cluster writes them: one signature, by one of the algorithms of a
// cluster and a key with a name, and nothing else in the header. The JSON reader refuses members that come twice and knows
// names in one spelling only, so that nobody can read another token in the same bytes.
func parse(text string) (*parsed, bool) {
	if len(text) > longest || !isCompact(text) {
		return nil, false
	}
	signed, err := jwt.ParseSigned(text, jwks.Algorithms())
	if err != nil || len(signed.Headers) != 1 || signed.Headers[0].KeyID == "" {
		return nil, false
	}
	p := &parsed{signed: signed, algorithm: signed.Headers[0].Algorithm, signer: signed.Headers[0].KeyID}
	if err := signed.UnsafeClaimsWithoutVerification(&p.claims); err != nil {
		return nil, false
	}
	return p, true
}

// isCompact says whether a text is three parts in base64, each in the only way to write it, the first of them a plain header.
func isCompact(text string) bool {
	parts := strings.Split(text, ".")
	if len(parts) != 3 || len(parts[0]) > longestHeader {
		return false
	}
	if strings.ContainsAny(text, "\r\n") { // which the decoder passes over
		return false
	}
	for i, part := range parts {
		content, err := base64.RawURLEncoding.Strict().DecodeString(part)
		if err != nil || len(content) == 0 || (i == 0 && !isPlainHeader(content)) {
			return false
		}
	}
	return true
}

// isPlainHeader refuses headers that bring keys along, say where keys are, or change what is signed.
func isPlainHeader(content []byte) bool {
	var header map[string]any
	if json.Unmarshal(content, &header) != nil {
		return false
	}
	for name := range header {
		if name != "alg" && name != "kid" && name != "typ" {
			return false
		}
	}
	return true
}
