// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clientauth

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"
)

// claims are what is read of a token before the cluster has looked at it. They are believed only to make things stricter.
type claims struct {
	// expiry is when the token expires, zero where it does not say.
	expiry time.Time
}

// parseJWT says whether a token has the shape of a JSON Web Token in its compact form: a header that names an algorithm,
// claims and a signature. It verifies nothing.
func parseJWT(token string) (claims, bool) {
	if strings.ContainsAny(token, "\r\n") { // which the decoder passes over
		return claims{}, false
	}
	header, rest, _ := strings.Cut(token, ".")
	payload, signature, _ := strings.Cut(rest, ".")
	var head struct {
		Algorithm string `json:"alg"`
	}
	var body struct {
		Expiry float64 `json:"exp"`
	}
	if !decodePart(header, &head) || !decodePart(payload, &body) || !isSignature(signature) {
		return claims{}, false
	}
	if head.Algorithm == "" || strings.EqualFold(head.Algorithm, "none") {
		return claims{}, false
	}
	return claims{expiry: expiryOf(body.Expiry)}, true
}

func decodePart(part string, into any) bool {
	text, err := base64.RawURLEncoding.Strict().DecodeString(part)
	return err == nil && json.Unmarshal(text, into) == nil
}

func isSignature(part string) bool {
	signature, err := base64.RawURLEncoding.DecodeString(part)
	return err == nil && len(signature) > 0
}

// expiryOf reads seconds since 1970; what no clock shows becomes the nearest time that one does.
func expiryOf(seconds float64) time.Time {
	if seconds == 0 {
		return time.Time{}
	}
	const end = 1 << 40
	return time.Unix(int64(min(max(seconds, 1), end)), 0)
}
