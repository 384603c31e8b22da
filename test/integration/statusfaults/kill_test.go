// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package statusfaults

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"connectors.alauda.io/test/integration/harness"
)

// seed makes every run kill after the same numbers of writes.
const seed = 20261122

// Servers end in every way there is. These tests have the stack for themselves.
func TestServersThatEnd(t *testing.T) {
	t.Parallel()
	t.Run("killed amid changes", testKillsAmidChanges)
	t.Run("one controller after the other", testControllersTakeTurns)
	t.Run("a lease that cannot be renewed", testLeaseThatCannotBeRenewed)
}

// Whatever is killed while Connectors and Secrets come, change and go, and whenever, everything is right soon afterwards.
func testKillsAmidChanges(t *testing.T) {
	r := newRoom(t, stack)
	tl := newTool(t, opens)
	class := r.newClass(t, withCredential(tl.URL))
	weather := newWeather(t, r, class, tl.URL)
	weather.fill(t, r)
	r.expectAll(t)
	random := rand.New(rand.NewPCG(seed, 0))
	for _, victim := range []struct {
		name  string
		times int
	}{
		{harness.Controller, 3}, {harness.APIServer, 2}, {harness.Etcd, 2}, {harness.KubeAPIServer, 1},
	} {
		t.Run(victim.name, func(t *testing.T) {
			stop := weather.start(t, random.Uint64())
			for range victim.times {
				weather.awaitMore(t, 10+random.IntN(90))
				stack.Kill(t, victim.name)
				// What is changed while it is away is not lost either; without the others nothing can be changed.
				if victim.name == harness.Controller {
					weather.awaitMore(t, 10+random.IntN(30))
				}
				stack.Restart(t, victim.name)
			}
			weather.awaitMore(t, 10)
			stop()
			r.expectAll(t)
		})
	}
}

// expectAll waits until everything in the room is as what is stored says.
func (r room) expectAll(t *testing.T) {
	t.Helper()
	harness.Within(t, patience, "everything is right", func(ctx context.Context) error {
		stored, err := r.readAll(ctx)
		if err != nil {
			return err
		}
		if err := stored.check(); err != nil {
			return fmt.Errorf("of %d Connectors, %d Secrets and %d Services: %w",
				len(stored.connectors), len(stored.secrets), len(stored.services), err)
		}
		return nil
	})
}
