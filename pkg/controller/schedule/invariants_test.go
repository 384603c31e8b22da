// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package schedule

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/types"
)

// checkInvariants holds a planner that was just advanced against what must always be true of it.
func checkInvariants(t testing.TB, p *planner, running map[types.NamespacedName]*run) {
	t.Helper()
	checkEntries(t, p, running)
	checkPlaces(t, p, running)
	checkQueues(t, p)
}

// Nothing is lost: each key waits, or is queued, or runs.
func checkEntries(t testing.TB, p *planner, running map[types.NamespacedName]*run) {
	t.Helper()
	waiting, queued := 0, 0
	for key, e := range p.entries {
		states := 0
		if e.run != nil {
			states++
		}
		if e.queued != nil {
			states++
			queued++
		}
		if e.queued == nil && e.at > 0 {
			states++
			waiting++
		}
		if states != 1 || e.run != running[key] || (e.host == nil) != e.gone || e.gone && e.run == nil {
			t.Fatalf("%s is in %d states at once: %+v", key.Name, states, e)
		}
	}
	if waiting != len(p.waiting.items) || queued != len(p.overdue.items) || queued != p.ready[fast].queued+p.ready[slow].queued {
		t.Fatalf("%d keys wait and %d are queued; the planner counts others", waiting, queued)
	}
	for key := range running {
		if p.entries[key] == nil {
			t.Fatalf("%s runs and is unknown", key.Name)
		}
	}
}

// No limit is exceeded, and the books are right.
func checkPlaces(t testing.TB, p *planner, running map[types.NamespacedName]*run) {
	t.Helper()
	all, references := [lanes]int{}, map[*host]int{}
	hosts := map[*host]*[lanes]int{}
	for _, h := range p.hosts {
		hosts[h] = &[lanes]int{}
	}
	for _, e := range p.entries {
		if e.host != nil {
			references[e.host]++
		}
	}
	for _, r := range running {
		if hosts[r.host] == nil {
			t.Fatalf("the host of the run of %s is forgotten", r.entry.key.Name)
		}
		all[r.lane]++
		hosts[r.host][r.lane]++
		references[r.host]++
	}
	if all != p.places.running || all[fast]+all[slow] > p.options.Concurrency || all[slow] > p.options.Concurrency/2 {
		t.Fatalf("runs under way: %v, counted %+v", all, p.places)
	}
	for h, n := range hosts {
		if *n != h.places.running || n[fast]+n[slow] > p.options.PerHost || n[slow] > p.options.PerHost/2 || references[h] != h.references {
			t.Fatalf("runs under way with %s: %v, counted %+v", h.name, *n, h.places)
		}
	}
}

// Queues are offered if and only if they have a key and a place, and no place stays free while one is.
func checkQueues(t testing.TB, p *planner) {
	t.Helper()
	offered, queued := [lanes]int{}, 0
	for _, h := range p.hosts {
		for l := range lanes {
			for c := range classes {
				q := &h.queues[l][c]
				queued += q.entries.Len()
				want := q.entries.Len() > 0 && h.places.free(l)
				if want != (q.at > 0) || want && q.order != q.head().order {
					t.Fatalf("a queue of %s with %d keys is offered: %t", h.name, q.entries.Len(), q.at > 0)
				}
				if want {
					offered[l]++
				}
			}
		}
	}
	if queued != len(p.overdue.items) {
		t.Fatalf("%d keys are in queues and %d are overdue", queued, len(p.overdue.items))
	}
	for l := range lanes {
		if offered[l] > 0 && p.places.free(l) {
			t.Fatalf("%d queues of lane %d could be served and are not", offered[l], l)
		}
	}
}

func TestInvariantsUnderRandomOperations(t *testing.T) {
	for seed := range uint64(8) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 1))
			options := defaults()
			options.Concurrency, options.PerHost = 2+random.IntN(15), 2+random.IntN(6)
			d := newDriver(t, options)
			d.planner.random = random.Float64
			for range 4000 {
				d.now = d.now.Add(time.Duration(random.Int64N(int64(400 * time.Millisecond))))
				happen(d, random)
				d.advance() // what is cancelled may end whenever it likes
			}
			if s := d.planner.stats(d.now); s.OldestDue < 0 || s.Fast.Running+s.Slow.Running != len(d.running) {
				t.Errorf("%+v with %d runs under way", s, len(d.running))
			}
			finish(t, d)
		})
	}
}

// happen does something at random to one of 60 keys of 7 hosts.
func happen(d *driver, random *rand.Rand) {
	key := named(fmt.Sprint(random.IntN(60)))
	host := fmt.Sprint(random.IntN(7))
	switch random.IntN(8) {
	case 0:
		d.planner.trigger(d.now, key, host, first)
	case 1:
		d.planner.trigger(d.now, key, host, second)
	case 2:
		d.planner.adopt(d.now, key, host)
	case 3:
		d.planner.forget(key)
	case 4:
		d.now = d.now.Add(time.Duration(random.Int64N(int64(time.Minute))))
	default:
		runs := slices.SortedFunc(maps.Keys(d.running), byName)
		if len(runs) > 0 {
			d.end(runs[random.IntN(len(runs))], Outcome(random.IntN(3)))
		}
	}
}
