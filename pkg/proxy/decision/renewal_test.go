// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package decision

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"k8s.io/apiserver/pkg/authorization/authorizer"
)

// slow is an authorizer that takes a tenth of a second.
type slow struct {
	decision authorizer.Decision
	err      error
	asked    int
}

func (s *slow) Authorize(context.Context, authorizer.Attributes) (authorizer.Decision, string, error) {
	s.asked++
	decision, err := s.decision, s.err
	<-time.After(100 * time.Millisecond)
	return decision, "", err
}

// While a decision is asked for again, the former one is used, for a moment.
func TestRenewal(t *testing.T) {
	const allowed, renewal = 10 * time.Second, 500 * time.Millisecond
	for _, tt := range []struct {
		name string
		// then is what is true ten seconds later, after of which the next request comes, followed by others.
		then  slow
		after time.Duration
		// waits says that this request waits, at once is its decision, and later the one of a request 200 ms afterwards.
		waits         bool
		atOnce, later authorizer.Decision
	}{
		{"allowed again", slow{decision: authorizer.DecisionAllow}, allowed, false, authorizer.DecisionAllow, authorizer.DecisionAllow},
		{"taken away", slow{decision: authorizer.DecisionNoOpinion}, allowed, false, authorizer.DecisionAllow, authorizer.DecisionNoOpinion},
		{"taken away, and nobody has asked for long", slow{decision: authorizer.DecisionNoOpinion}, allowed + renewal + time.Millisecond, true, authorizer.DecisionNoOpinion, authorizer.DecisionNoOpinion},
		{"nobody to ask", slow{decision: authorizer.DecisionNoOpinion, err: errors.New("away")}, allowed, false, authorizer.DecisionAllow, authorizer.DecisionAllow},
		{"nobody to ask for longer", slow{decision: authorizer.DecisionNoOpinion, err: errors.New("away")}, allowed + renewal - 100*time.Millisecond, false, authorizer.DecisionAllow, authorizer.DecisionNoOpinion},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &slow{decision: authorizer.DecisionAllow}
				c, err := New(s, Options{AllowTTL: allowed, DenyTTL: allowed, Renewal: renewal})
				if err != nil {
					t.Fatal(err)
				}
				ask := func() authorizer.Decision {
					decision, _, _ := c.Authorize(t.Context(), request("app", "get", "connectors", "tool"))
					return decision
				}
				ask()
				synctest.Wait()
				<-time.After(tt.after)
				*s = tt.then
				begun := time.Now()
				if got := ask(); got != tt.atOnce || (time.Since(begun) > 0) != tt.waits {
					t.Errorf("decision %v after %s", got, time.Since(begun))
				}
				for range 100 { // which all share the one question
					ask()
				}
				synctest.Wait()
				if s.asked != 1 {
					t.Errorf("asked %d times", s.asked)
				}
				<-time.After(200 * time.Millisecond)
				if got := ask(); got != tt.later {
					t.Errorf("afterwards %v", got)
				}
				synctest.Wait()
				<-time.After(time.Second)
			})
		})
	}
}
