// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package schedule

import (
	"testing"
	"time"
)

func TestChanges(t *testing.T) {
	const (
		s  = time.Second
		ms = time.Millisecond
	)
	play(t, []scenario{
		{"a trigger cancels the run under way and has another one follow", nil, []step{
			{0, trigger("h", first, "a"), "a", ""},
			{100 * ms, trigger("h", second, "a"), "", "a"},
			{200 * ms, trigger("h", second, "a"), "", ""}, // cancelled already
			{300 * ms, ended(Failing, "a"), "a", ""},      // the failure does not count
			{400 * ms, ended(Failing, "a"), "", ""},
			{120*s + 99*ms, nothing, "", ""},
			{120*s + 100*ms, nothing, "a", ""},
		}},
		{"forget cancels the run under way", nil, []step{
			{0, trigger("h", first, "a"), "a", ""},
			{100 * ms, forget("a"), "", "a"},
			{200 * ms, ended(Healthy, "a"), "", ""},
			{3600 * s, nothing, "", ""},
		}},
		{"forget of a queued key", narrow, []step{
			{0, trigger("h", first, "a", "b", "c", "d"), "a b", ""},
			{100 * ms, forget("c"), "", ""},
			{200 * ms, ended(Healthy, "a"), "d", ""},
		}},
		{"forget of a waiting key and of an unknown one", nil, []step{
			{0, adopt("h", "a"), "", ""},
			{1 * s, forget("a", "b"), "", ""},
			{3600 * s, forget("a"), "", ""},
		}},
		{"a forgotten key that is triggered again waits for its old run", nil, []step{
			{0, trigger("h", first, "a"), "a", ""},
			{100 * ms, forget("a"), "", "a"},
			{200 * ms, trigger("g", first, "a"), "", ""},
			{300 * ms, ended(Healthy, "a"), "a", ""},
		}},
		{"a forgotten key that is adopted again does too", nil, []step{
			{0, trigger("h", first, "a"), "a", ""},
			{100 * ms, forget("a"), "", "a"},
			{200 * ms, adopt("g", "a"), "", ""},
			{300 * ms, ended(Failing, "a"), "", ""},
			{30*s + 199*ms, nothing, "", ""},
			{30*s + 200*ms, nothing, "a", ""},
		}},
		{"adopted again and triggered", nil, []step{
			{0, trigger("h", first, "a"), "a", ""},
			{100 * ms, both(forget("a"), adopt("g", "a"), trigger("g", second, "a")), "", "a"},
			{300 * ms, ended(Failing, "a"), "a", ""},
		}},
		{"forgotten twice", nil, []step{
			{0, trigger("h", first, "a"), "a", ""},
			{100 * ms, both(forget("a"), trigger("h", first, "a"), forget("a")), "", "a"},
			{200 * ms, ended(Healthy, "a"), "", ""},
			{3600 * s, nothing, "", ""},
		}},
		{"the most urgent of the triggers during a run counts", narrow, []step{
			{0, trigger("h", first, "a", "b"), "a b", ""},
			{10 * ms, trigger("h", second, "x"), "", ""},
			{20 * ms, both(trigger("h", second, "a"), trigger("h", first, "a"), trigger("h", second, "a")), "", "a"},
			{30 * ms, ended(Abandoned, "a"), "a", ""},
		}},
		{"a trigger with another host does not count the old run there", func(o *Options) { o.PerHost = 2 }, []step{
			{0, trigger("h", first, "a", "b", "c"), "a b", ""},
			{10 * ms, trigger("g", first, "a"), "", "a"},
			{20 * ms, trigger("g", first, "x", "y"), "x y", ""},
			{30 * ms, ended(Abandoned, "a"), "c", ""},
			{40 * ms, ended(Healthy, "x"), "a", ""},
		}},
		{"a cancelled run that does not end moves to the slow lane like any other", nil, []step{
			{0, trigger("h", first, "a"), "a", ""},
			{100 * ms, trigger("h", first, "a"), "", "a"},
			{500 * ms, nothing, "", ""},
			{900 * ms, ended(Abandoned, "a"), "a", ""},
		}},
		{"how long a cancelled run takes to end says nothing about its key", func(o *Options) { o.PerHost = 2 }, []step{
			{0, trigger("h", first, "x", "a"), "x a", ""},
			{100 * ms, trigger("h", first, "a"), "", "a"},
			{500 * ms, nothing, "", ""}, // x has the slow place
			{900 * ms, ended(Abandoned, "a"), "a", ""},
		}},
		{"what was known of a forgotten key is forgotten", narrow, []step{
			{0, trigger("h", first, "a"), "a", ""},
			{0, ended(Failing, "a"), "", ""},
			{120 * s, nothing, "a", ""},
			{121 * s, both(forget("a"), adopt("h", "a")), "", "a"},
			{122 * s, ended(Abandoned, "a"), "", ""},
			{151 * s, nothing, "a", ""},
			{151 * s, ended(Failing, "a"), "", ""},
			{271 * s, nothing, "a", ""}, // the second failure would have been followed by a longer time
		}},
		{"and so is how urgent it was", narrow, []step{
			{0, trigger("h", first, "a", "b"), "a b", ""},
			{10 * ms, both(trigger("h", first, "a"), forget("a"), trigger("h", second, "a")), "", "a"},
			{20 * ms, trigger("h", second, "x"), "", ""},
			{30 * ms, ended(Abandoned, "a"), "x", ""},
		}},
	})
}

func TestStats(t *testing.T) {
	options := defaults()
	narrow(&options)
	options.SlowAfter = time.Second
	d := newDriver(t, options)
	check := func(step string, want Stats) {
		t.Helper()
		if got := d.planner.stats(d.now); got != want {
			t.Errorf("%s: %+v, want %+v", step, got, want)
		}
	}
	check("empty", Stats{})
	trigger("h", second, "a", "b", "c", "d")(d)
	d.now = d.now.Add(2 * time.Second)
	check("not advanced yet", Stats{Fast: LaneStats{Queued: 4}, OldestDue: 2 * time.Second})
	d.advance()
	check("two started", Stats{Fast: LaneStats{Queued: 2, Running: 2}, OldestDue: 2 * time.Second})
	d.now = d.now.Add(time.Second)
	d.advance()
	check("one has moved", Stats{Fast: LaneStats{Queued: 2, Running: 1}, Slow: LaneStats{Running: 1}, OldestDue: 3 * time.Second})
	trigger("h", first, "d")(d) // is due as long as before
	forget("c")(d)
	check("one is left", Stats{Fast: LaneStats{Queued: 1, Running: 1}, Slow: LaneStats{Running: 1}, OldestDue: 3 * time.Second})
	trigger("h", second, "e")(d)
	ended(Abandoned, "b")(d)
	d.advance()
	check("one is in the other queue", Stats{
		Fast: LaneStats{Queued: 1, Running: 1}, Slow: LaneStats{Queued: 1, Running: 1},
	})
	finish(t, d)
	adopt("h", "e")(d)
	d.now = d.now.Add(29 * time.Second)
	check("waits for its time", Stats{})
	d.now = d.now.Add(2 * time.Second)
	check("nobody has looked", Stats{OldestDue: time.Second})
}
