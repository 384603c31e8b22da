// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clientauth

import (
	"encoding/base64"

	authenticationv1 "k8s.io/api/authentication/v1"
)

// jwt makes a token with these claims in JSON.
func jwt(claims string) string { return jwtWith(`{"alg":"RS256","kid":"1"}`, claims) }

func jwtWith(header, claims string) string {
	encode := base64.RawURLEncoding.EncodeToString
	return encode([]byte(header)) + "." + encode([]byte(claims)) + "." + encode([]byte(canary))
}

func good(name string) authenticationv1.TokenReviewStatus {
	return authenticationv1.TokenReviewStatus{
		Authenticated: true,
		Audiences:     []string{Audience},
		User: authenticationv1.UserInfo{
			Username: name, UID: "uid-" + name, Groups: []string{"system:serviceaccounts"},
			Extra: map[string]authenticationv1.ExtraValue{"pod": {"p"}},
		},
	}
}
