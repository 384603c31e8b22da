// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clientauth

import (
	"crypto/rand"
	"encoding/base64"
	"testing"
	"time"

	authenticationv1 "k8s.io/api/authentication/v1"
	clocktesting "k8s.io/utils/clock/testing"
)

const issuerName = "https://cluster.example.com"

// begin is when these tests take place.
func begin() time.Time { return time.Unix(1_700_000_000, 0) }

func newClock() *clocktesting.FakeClock { return clocktesting.NewFakeClock(begin()) }

type claims map[string]any

// usual are the claims of a token as a cluster issues it, for an hour and for us.
func usual(changes ...func(claims)) claims {
	c := claims{
		"iss": issuerName, "aud": []string{Audience}, "sub": "system:serviceaccount:team:app", "jti": rand.Text(),
		"iat": begin().Unix(), "nbf": begin().Unix(), "exp": begin().Add(time.Hour).Unix(),
		"kubernetes.io": map[string]any{"namespace": "team", "serviceaccount": map[string]string{"name": "app", "uid": "1"}},
	}
	for _, change := range changes {
		change(c)
	}
	return c
}

func claim(name string, value any) func(claims) { return func(c claims) { c[name] = value } }

func without(name string) func(claims) { return func(c claims) { delete(c, name) } }

// token is a good token with these changes to its claims, signed by the cluster.
func (c *cluster) token(changes ...func(claims)) string { return c.key.Sign(c.t, usual(changes...)) }

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

// decode gives a part of a token.
func decode(t testing.TB, part string) string {
	t.Helper()
	text, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
