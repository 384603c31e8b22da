// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clientauth

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	authenticationv1 "k8s.io/api/authentication/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"connectors.alauda.io/pkg/target"
)

// While the cluster is asked again about a token, what is known of it is used, and for a moment only.
func TestRenewal(t *testing.T) {
	for _, tt := range []struct {
		name string
		then func(*cluster, string)
		// soon says what the token is worth when the cluster has answered, and late when the moment is over.
		soon, late func(error) bool
	}{
		{"still good", func(*cluster, string) {}, isGood, isGood},
		{"refused", func(c *cluster, token string) { c.tokens[token] = authenticationv1.TokenReviewStatus{} }, apierrors.IsUnauthorized, apierrors.IsUnauthorized},
		{"the cluster fails", func(c *cluster, _ string) { c.failing = http.StatusInternalServerError }, isGood, apierrors.IsServiceUnavailable},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := newCluster(t)
			token := c.token()
			c.tokens[token] = good("app")
			now := newClock()
			a := c.newAuthenticator(now)
			authenticate := func() error {
				_, err := a.Authenticate(t.Context(), target.NewCredential(token))
				return err
			}
			if err := authenticate(); err != nil {
				t.Fatal(err)
			}
			c.questions()
			c.change(func(c *cluster) { tt.then(c, token) })
			now.Step(Remember)
			if err := authenticate(); err != nil {
				t.Errorf("the request that has the cluster asked: %v", err)
			}
			waitUntil(t, "the cluster has been asked", func() error {
				if len(c.questions()) == 0 {
					return fmt.Errorf("it has not")
				}
				return nil
			})
			waitUntil(t, "the answer is in force", func() error {
				if err := authenticate(); !tt.soon(err) {
					return fmt.Errorf("error %w", err)
				}
				return nil
			})
			now.Step(Renewal + time.Millisecond)
			if err := authenticate(); !tt.late(err) {
				t.Errorf("afterwards: %v", err)
			}
		})
	}
}

func isGood(err error) bool { return err == nil }

func waitUntil(t *testing.T, what string, holds func() error) {
	t.Helper()
	deadline := time.Now().Add(time.Minute)
	for {
		err := holds()
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("waiting until %s: %v", what, err)
		}
		<-time.After(time.Millisecond)
	}
}
