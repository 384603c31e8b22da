// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clientauth

import (
	"context"
	"slices"
	"strings"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"connectors.alauda.io/pkg/target"
)

func TestTokensForTheCluster(t *testing.T) {
	accept := func(o *Options) { o.AcceptAPIServerAudience = true }
	forCluster := claim("aud", []string{issuerName})
	plain := func(ctx context.Context) context.Context { return ctx }
	for _, tt := range []struct {
		name   string
		change func(*Options)
		on     func(context.Context) context.Context
		claims func(claims)
		// asked are the reviews; who is refused without one is told.
		asked []string
		told  string
	}{
		{"accepted over TLS", accept, WithTLS, forCluster, []string{"token for "}, ""},
		{"not over a plain connection", accept, plain, forCluster, nil, "or use TLS"},
		{"not by default", func(*Options) {}, WithTLS, forCluster, nil, "for another audience"},
		{"one for us over TLS", accept, WithTLS, claim("sub", "a"), []string{"token for connectors-proxy"}, ""},
		{"one for us over a plain connection", accept, plain, claim("sub", "a"), []string{"token for connectors-proxy"}, ""},
		{"one for both", accept, WithTLS, claim("aud", []string{issuerName, Audience}), []string{"token for connectors-proxy"}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := newCluster(t)
			token := c.token(tt.claims)
			c.tokens[token] = good("app")
			a := c.newAuthenticator(newClock(), tt.change)
			for range 2 {
				who, err := a.Authenticate(tt.on(t.Context()), target.NewCredential(token))
				if tt.told == "" {
					checkUser(t, who, err, "app")
				} else if !apierrors.IsUnauthorized(err) || !strings.Contains(err.Error(), tt.told) {
					t.Errorf("error %v, want %q", err, tt.told)
				}
			}
			if asked := c.questions(); !slices.Equal(asked, tt.asked) {
				t.Errorf("asked %q, want %q", asked, tt.asked)
			}
		})
	}
}

// What is remembered of a token that came over TLS lets it in over no other connection, and the other way round.
func TestConnectionsAreToldApart(t *testing.T) {
	c := newCluster(t)
	token := c.token(claim("aud", []string{issuerName}))
	c.tokens[token] = good("app")
	a := c.newAuthenticator(newClock(), func(o *Options) { o.AcceptAPIServerAudience = true })
	for range 2 {
		who, err := a.Authenticate(t.Context(), target.NewCredential(token))
		checkUser(t, who, err, "")
		who, err = a.Authenticate(WithTLS(t.Context()), target.NewCredential(token))
		checkUser(t, who, err, "app")
	}
}
