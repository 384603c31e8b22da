// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package schedule

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/types"
)

const (
	simulatedKeys = 10000
	hangs         = 10 * time.Second
	answers       = 5 * time.Millisecond
	gives         = time.Millisecond // how long a cancelled run takes to end
)

// simulation runs a planner on a time of its own, with tools of which some hang.
type simulation struct {
	planner *planner
	now     time.Time
	hanging map[types.NamespacedName]bool

	ends      ordered[*ending]
	running   map[*run]*ending
	delays    []time.Duration // from due to started, of the keys that do not hang
	completed map[types.NamespacedName]bool
}

// ending is when a run will end.
type ending struct {
	run     *run
	when    time.Time
	outcome Outcome
	at      int
}

func (e *ending) before(other *ending) bool { return e.when.Before(other.when) }
func (e *ending) place() *int               { return &e.at }

func newSimulation(seed uint64, host func(i int) string, hanging func(i int) bool) *simulation {
	random := rand.New(rand.NewPCG(seed, 0))
	s := &simulation{
		planner: newPlanner(defaults(), random.Float64), now: epoch,
		hanging: map[types.NamespacedName]bool{}, running: map[*run]*ending{}, completed: map[types.NamespacedName]bool{},
	}
	for i, name := range numbered(simulatedKeys) {
		s.planner.adopt(s.now, named(name), host(i))
		if hanging(i) {
			s.hanging[named(name)] = true
		}
	}
	return s
}

// until plays until a time.
func (s *simulation) until(end time.Time) {
	for {
		next := end
		if wake, ok := s.planner.wake(); ok && wake.Before(next) {
			next = wake
		}
		if !s.ends.empty() && s.ends.least().when.Before(next) {
			next = s.ends.least().when
		}
		s.now = next
		for !s.ends.empty() && !s.ends.least().when.After(s.now) {
			s.end(s.ends.least())
		}
		s.advance()
		if !s.now.Before(end) {
			return
		}
	}
}

func (s *simulation) end(e *ending) {
	s.ends.remove(e)
	delete(s.running, e.run)
	if e.outcome != Abandoned {
		s.completed[e.run.entry.key] = true
	}
	s.planner.ended(s.now, e.run, e.outcome)
}

func (s *simulation) advance() {
	start, cancel := s.planner.advance(s.now)
	for _, r := range cancel {
		if e := s.running[r]; e != nil && e.when.After(s.now.Add(gives)) {
			e.when, e.outcome = s.now.Add(gives), Abandoned
			s.ends.put(e)
		}
	}
	for _, r := range start {
		e := &ending{run: r, when: s.now.Add(answers), outcome: Healthy}
		if s.hanging[r.entry.key] {
			e.when, e.outcome = s.now.Add(hangs), Failing
		} else {
			s.delays = append(s.delays, s.now.Sub(r.entry.due))
		}
		s.running[r] = e
		s.ends.put(e)
	}
}

func (s *simulation) triggerAll() {
	for _, name := range numbered(simulatedKeys) {
		s.planner.trigger(s.now, named(name), s.planner.entries[named(name)].host.name, second)
	}
	s.advance()
}

func TestHangingToolsDelayNobodyElse(t *testing.T) {
	one := func(int) string { return "one:443" }
	twenty := func(i int) string { return fmt.Sprintf("host-%d:443", i%20) }
	tests := []struct {
		name    string
		host    func(int) string
		hanging func(int) bool
		change  bool // everything is triggered after five minutes
	}{
		{"20 hosts, each with keys that hang", twenty, func(i int) bool { return i/20%10 == 0 }, false},
		{"20 hosts, two of which hang", twenty, func(i int) bool { return i%20 < 2 }, false},
		{"20 hosts, and everything changes at once", twenty, func(i int) bool { return i%20 < 2 }, true},
		{"one host", one, func(i int) bool { return i%10 == 0 }, false},
		{"one host, and everything changes at once", one, func(i int) bool { return i%10 == 0 }, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newSimulation(11, tt.host, tt.hanging)
			s.until(epoch.Add(5 * time.Minute))
			if tt.change {
				s.triggerAll()
			}
			s.until(epoch.Add(10 * time.Minute))
			slices.Sort(s.delays)
			p99, most := s.delays[len(s.delays)*99/100], s.delays[len(s.delays)-1]
			t.Logf("%d runs; delay: p99 %s, at most %s", len(s.delays), p99, most)
			if p99 >= 10*time.Second || len(s.delays) < 9000*9 {
				t.Errorf("after %d runs the 99th percentile of the delay is %s", len(s.delays), p99)
			}
			for end := 11; len(s.completed) < simulatedKeys && end <= 20; end++ {
				s.until(epoch.Add(time.Duration(end) * time.Minute))
			}
			if len(s.completed) != simulatedKeys {
				t.Errorf("%d of %d keys had a result", len(s.completed), simulatedKeys)
			}
		})
	}
}
