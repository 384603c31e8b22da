// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clientauth

import (
	"net/http"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/target"
)

// Challenge is the WWW-Authenticate of a 401. Git and registry clients send their token only after it.
const Challenge = `Basic realm="connectors"`

// TokenOf finds the token of a request: the one of Authorization: Bearer, or the password of Authorization: Basic with any
// user. Its error is Unauthorized and says what would be right.
func TokenOf(r *http.Request) (target.Credential, error) {
	values := r.Header["Authorization"]
	switch len(values) {
	case 0:
		return target.Credential{}, unauthorized("a token is needed: send it as Authorization: Bearer, or as the password of Basic")
	case 1:
	default:
		return target.Credential{}, unauthorized("the request has more than one Authorization header: send one")
	}
	scheme, rest, _ := strings.Cut(strings.TrimSpace(values[0]), " ")
	token := ""
	switch strings.ToLower(scheme) {
	case "bearer":
		token = strings.TrimSpace(rest)
	case "basic":
		_, token, _ = r.BasicAuth()
	default:
		return target.Credential{}, unauthorized("the scheme of Authorization must be Bearer or Basic")
	}
	if token == "" {
		return target.Credential{}, unauthorized("Authorization holds no token")
	}
	return target.NewCredential(token), nil
}

func unauthorized(message string) error { return apierrors.NewUnauthorized(message) }

// unavailable asks to try again in a second.
func unavailable(message string) error {
	err := apierrors.NewServiceUnavailable(message)
	err.ErrStatus.Details = &metav1.StatusDetails{RetryAfterSeconds: 1}
	return err
}
