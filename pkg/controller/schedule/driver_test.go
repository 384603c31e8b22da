// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package schedule

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/types"
)

// epoch is when tests of the planner begin.
var epoch = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// driver stands in for the Scheduler: it starts and cancels what a planner says, without any goroutine.
type driver struct {
	t       testing.TB
	planner *planner
	now     time.Time
	running map[types.NamespacedName]*run
}

// newDriver has a planner whose dice always show the middle: no jitter, and adopted keys are due after half an interval.
func newDriver(t testing.TB, options Options) *driver {
	middle := func() float64 { return 0.5 }
	return &driver{t: t, planner: newPlanner(options, middle), now: epoch, running: map[types.NamespacedName]*run{}}
}

// advance gives the names of what was started and of what was cancelled.
func (d *driver) advance() (started, cancelled string) {
	d.t.Helper()
	start, cancel := d.planner.advance(d.now)
	for _, r := range start {
		if d.running[r.entry.key] != nil {
			d.t.Fatalf("%s runs twice at once", r.entry.key.Name)
		}
		d.running[r.entry.key] = r
	}
	checkInvariants(d.t, d.planner, d.running)
	return names(start), names(cancel)
}

func (d *driver) end(key types.NamespacedName, outcome Outcome) {
	d.t.Helper()
	r := d.running[key]
	if r == nil {
		d.t.Fatalf("%s does not run", key.Name)
	}
	delete(d.running, key)
	d.planner.ended(d.now, r, outcome)
}

func names(runs []*run) string {
	var names []string
	for _, r := range runs {
		names = append(names, r.entry.key.Name)
	}
	return strings.Join(names, " ")
}

func named(name string) types.NamespacedName {
	return types.NamespacedName{Namespace: "ns", Name: name}
}

func byName(a, b types.NamespacedName) int { return strings.Compare(a.Name, b.Name) }

// step is something that happens, and what follows.
type step struct {
	at     time.Duration
	do     act
	start  string // the keys that are started then, in order
	cancel string // the keys whose runs are cancelled then
}

// scenario is a named test of a planner.
type scenario struct {
	name    string
	options func(*Options)
	steps   []step
}

func play(t *testing.T, scenarios []scenario) {
	for _, tt := range scenarios {
		t.Run(tt.name, func(t *testing.T) {
			options := defaults()
			if tt.options != nil {
				tt.options(&options)
			}
			d := newDriver(t, options)
			for _, s := range tt.steps {
				d.now = epoch.Add(s.at)
				s.do(d)
				if started, cancelled := d.advance(); started != s.start || cancelled != s.cancel {
					t.Fatalf("at %s: started %q and cancelled %q, want %q and %q", s.at, started, cancelled, s.start, s.cancel)
				}
			}
			finish(t, d)
		})
	}
}

// finish forgets all keys and ends all runs: nothing may be left.
func finish(t testing.TB, d *driver) {
	t.Helper()
	for _, key := range slices.Collect(maps.Keys(d.planner.entries)) {
		d.planner.forget(key)
	}
	for key := range d.running {
		d.end(key, Abandoned)
	}
	d.advance()
	p := d.planner
	if len(p.entries)+len(p.hosts)+len(p.waiting.items)+len(p.overdue.items)+p.inTime.Len()+len(p.cancels) > 0 {
		t.Errorf("something is left when all is forgotten: %+v", p)
	}
}
