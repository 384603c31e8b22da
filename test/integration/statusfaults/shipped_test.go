// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package statusfaults

import (
	"testing"
	"time"

	"connectors.alauda.io/test/integration/harness"
)

// What is about memory and numbers is tried on servers as they are shipped: the race detector takes ten times as much.
func TestShippedServers(t *testing.T) {
	t.Parallel()
	s := harness.Start(t, harness.Config{Release: true, Args: map[string][]string{harness.Controller: {
		"--probe-interval=2s", "--probe-max-backoff=4s", "--probe-timeout=6s",
		// Statuses are counted as they are written within one term.
		"--leader-elect-lease-duration=3m", "--leader-elect-renew-deadline=2m",
	}}})
	t.Run("hostile tools", func(t *testing.T) { testHostileTools(t, newRoom(t, s)) })
	t.Run("a class that goes and comes back", func(t *testing.T) { testClassGone(t, newRoom(t, s)) })
}

const shippedInterval = 2 * time.Second
