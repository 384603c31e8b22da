// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package decision

import (
	"slices"
	"strconv"
	"sync"
	"testing"

	"k8s.io/apiserver/pkg/authorization/authorizer"
)

// However many callers come at once, and whenever they look, each decision is asked for once.
func TestManyCallersAskOnce(t *testing.T) {
	r := &reviewer{}
	r.allow("ann get connectors a")
	c, _ := newCache(t, r)
	var callers sync.WaitGroup
	for range 500 {
		callers.Go(func() {
			decision, _, err := c.Authorize(t.Context(), request("ann", "get", "connectors", "a"))
			if decision != authorizer.DecisionAllow || err != nil {
				t.Errorf("decision %v, error %v", decision, err)
			}
		})
	}
	callers.Wait()
	if want := []string{"ann get connectors ", "ann get connectors a"}; !slices.Equal(r.asked, want) {
		t.Errorf("asked %q, want %q", r.asked, want)
	}
}

// Who asks for names that do not exist makes nobody's rights forgotten.
func TestRefusalsDriveOutNoRight(t *testing.T) {
	r := &reviewer{}
	r.allow("ann get connectors ")
	c, _ := newCache(t, r)
	ask := func(who, name string) authorizer.Decision {
		decision, _, err := c.Authorize(t.Context(), request(who, "get", "connectors", name))
		if err != nil {
			t.Fatal(err)
		}
		return decision
	}
	ask("ann", "a")
	for i := range size + 10 {
		ask("eve", strconv.Itoa(i))
	}
	r.allow()
	if ask("ann", "a") != authorizer.DecisionAllow || len(r.asked) != 0 || len(c.others.Keys()) != size {
		t.Errorf("asked %q, %d refusals are remembered", r.asked, len(c.others.Keys()))
	}
}
