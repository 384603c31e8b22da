// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package schedule

import (
	"context"
	"sync"
	"time"
)

// Run runs keys until ctx ends; then it cancels the runs under way and waits for them. It is called once.
func (s *Scheduler) Run(ctx context.Context) {
	var runs sync.WaitGroup
	defer runs.Wait()
	timer := s.clock.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.changed:
		case <-timer.C():
		}
		timer.Reset(s.advance(ctx, &runs))
	}
}

// advance starts and cancels what is to be, and says how long there is nothing to do if nothing changes.
func (s *Scheduler) advance(ctx context.Context, runs *sync.WaitGroup) time.Duration {
	s.mu.Lock()
	now := s.clock.Now()
	start, cancel := s.planner.advance(now)
	wake, known := s.planner.wake()
	s.mu.Unlock()

	for _, r := range cancel {
		r.cancel()
	}
	for _, r := range start {
		ctx, cancel := context.WithCancel(ctx)
		r.cancel = cancel
		runs.Go(func() {
			defer cancel()
			outcome := s.run(ctx, r.entry.key)
			s.change(func(p *planner) { p.ended(s.clock.Now(), r, outcome) })
		})
	}
	if !known {
		return s.planner.options.Interval
	}
	return wake.Sub(now)
}
