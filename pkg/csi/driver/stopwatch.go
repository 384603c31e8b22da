// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package driver

import (
	"time"

	"k8s.io/utils/clock"
)

// stopwatch measures what a call takes by itself, without the questions to the cluster.
type stopwatch struct {
	clock clock.PassiveClock
	begun time.Time
	asked time.Duration
}

func newStopwatch(clock clock.PassiveClock) *stopwatch {
	return &stopwatch{clock: clock, begun: clock.Now()}
}

// asking leaves out the time until the function that it returns is called.
func (w *stopwatch) asking() (answered func()) {
	since := w.clock.Now()
	return func() { w.asked += w.clock.Since(since) }
}

// own is what has passed since the beginning, less what was left out.
func (w *stopwatch) own() time.Duration { return w.clock.Since(w.begun) - w.asked }
