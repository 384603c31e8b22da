// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clientauth

import (
	"sync"
	"testing"
	"time"

	"connectors.alauda.io/pkg/proxy/decision"
	"connectors.alauda.io/pkg/target"
)

// Whatever the number of requests, in ten seconds there is one review of a token and one of each right to a Connector.
func TestOneReviewOfEachKind(t *testing.T) {
	const requests = 500
	c := newCluster(t)
	token := c.token()
	c.tokens[token] = good("app")
	c.rights["app get connectors.connectors.alauda.io team/tool"] = true
	c.rights["app get connectors.connectors.alauda.io/proxy team/tool"] = true
	now := newClock()
	a := c.newAuthenticator(now)
	asked, err := NewDecisions(c.client.AuthorizationV1(), c.metrics)
	if err != nil {
		t.Fatal(err)
	}
	remembering, err := decision.New(asked, decision.Options{AllowTTL: Remember, DenyTTL: Remember, Clock: now})
	if err != nil {
		t.Fatal(err)
	}
	rights, err := NewAuthorizer(remembering)
	if err != nil {
		t.Fatal(err)
	}
	// The keys have been read, as by a proxy that is ready.
	if _, err := a.verifier.keys.Find(t.Context(), issuerName, c.key.ID); err != nil {
		t.Fatal(err)
	}
	for round := range 3 {
		var callers sync.WaitGroup
		for range requests {
			callers.Go(func() {
				who, err := a.Authenticate(t.Context(), target.NewCredential(token))
				if err != nil {
					t.Error(err)
					return
				}
				want := access("get")
				want.User = who
				if err := rights.Authorize(t.Context(), want); err != nil {
					t.Error(err)
				}
			})
		}
		callers.Wait()
		count := map[string]int{}
		for _, question := range c.questions() {
			count[question]++
		}
		if len(count) != 3 {
			t.Errorf("round %d: asked %v, want a token and two rights", round, count)
		}
		for question, times := range count {
			if times != 1 {
				t.Errorf("round %d: asked %d times: %s", round, times, question)
			}
		}
		now.Step(Remember + Renewal + time.Millisecond)
	}
}
