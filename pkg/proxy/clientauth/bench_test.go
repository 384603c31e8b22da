// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clientauth

import (
	"context"
	"testing"

	"connectors.alauda.io/pkg/proxy/clientauth/jwks/jwkstest"
	"connectors.alauda.io/pkg/target"
)

func BenchmarkKnown(b *testing.B) {
	c := newCluster(b)
	token := target.NewCredential(c.token())
	c.tokens[token.Reveal()] = good("app")
	a := c.newAuthenticator(newClock())
	b.ReportAllocs()
	for b.Loop() {
		if _, err := a.Authenticate(context.Background(), token); err != nil {
			b.Fatal(err)
		}
	}
}

// What a made-up token costs that has to be looked at in full.
func BenchmarkForged(b *testing.B) {
	c := newCluster(b)
	c.key = jwkstest.NewRSAKey(b, "key")
	c.issuer.Publish(c.key)
	token := jwkstest.NewRSAKey(b, "key").Sign(b, usual())
	a := c.newAuthenticator(newClock())
	b.ReportAllocs()
	for b.Loop() {
		if _, err := a.verifier.verify(context.Background(), token, false); err == nil {
			b.Fatal("a forged token is good")
		}
	}
}
