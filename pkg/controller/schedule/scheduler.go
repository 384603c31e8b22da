// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package schedule

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"

	"k8s.io/apimachinery/pkg/types"
	"k8s.io/utils/clock"
)

// Outcome is what a run says about its key.
type Outcome int

const (
	// Abandoned says nothing: the context was cancelled before there was a result.
	Abandoned Outcome = iota
	// Healthy keys are run again after the interval.
	Healthy
	// Failing keys are run less often the more often they fail in a row.
	Failing
)

// Urgency orders the keys that were triggered.
type Urgency int

const (
	// First is for keys that are failing, or that never had a result: somebody waits for them.
	First Urgency = iota
	// Second is for all others.
	Second
)

// Run does what is scheduled. It is called from many goroutines, for one key never twice at once. Once ctx is cancelled
// it must return soon, since it keeps its place until then. It must bound its own time: the Scheduler does not.
type Run func(ctx context.Context, key types.NamespacedName) Outcome

// Scheduler runs keys when they are due. It is safe for concurrent use.
type Scheduler struct {
	run   Run
	clock clock.Clock
	// changed holds an element when the planner is to be asked again.
	changed chan struct{}

	mu      sync.Mutex
	planner *planner
}

// New gives a Scheduler without any key. It starts nothing; keys may be handed over before Run is called.
func New(options Options, run Run) (*Scheduler, error) {
	if run == nil {
		return nil, errors.New("there is nothing to schedule: a function to run is missing")
	}
	if err := options.validate(); err != nil {
		return nil, fmt.Errorf("the options of the scheduler are not valid: %w", err)
	}
	if options.Clock == nil {
		options.Clock = clock.RealClock{}
	}
	return &Scheduler{
		run:     run,
		clock:   options.Clock,
		changed: make(chan struct{}, 1),
		planner: newPlanner(options, rand.Float64),
	}, nil
}

// Trigger makes a key due now, because something about it changed, and forgets its failures. The host is the host:port
// of its tool, as it is from now on. A run of the key that is under way is cancelled, its outcome dropped, and the key
// run again once it has ended. So who triggers a key more often than a run takes never has a result.
func (s *Scheduler) Trigger(key types.NamespacedName, host string, urgency Urgency) {
	class := second
	if urgency == First {
		class = first
	}
	s.change(func(p *planner) { p.trigger(s.clock.Now(), key, host, class) })
}

// Adopt makes a key due some time within one interval, evenly at random. It is for keys that had a result before a
// restart. It does nothing for a known key.
func (s *Scheduler) Adopt(key types.NamespacedName, host string) {
	s.change(func(p *planner) { p.adopt(s.clock.Now(), key, host) })
}

// Forget drops a key. A run of it that is under way is cancelled, and its outcome dropped.
func (s *Scheduler) Forget(key types.NamespacedName) {
	s.change(func(p *planner) { p.forget(key) })
}

// Stats are the figures of this moment.
func (s *Scheduler) Stats() Stats {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.planner.stats(s.clock.Now())
}

// change changes the planner and lets it be asked for what follows. The time is read under the lock, so that the planner
// never sees it go back.
func (s *Scheduler) change(with func(*planner)) {
	s.mu.Lock()
	with(s.planner)
	s.mu.Unlock()
	select {
	case s.changed <- struct{}{}:
	default: // it is to be asked already
	}
}
