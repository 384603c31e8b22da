// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package schedule

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

func TestTimes(t *testing.T) {
	const (
		s  = time.Second
		ms = time.Millisecond
	)
	play(t, []scenario{
		{"intervals are counted from when a run was due", nil, []step{
			{0, trigger("h", first, "a"), "a", ""},
			{300 * ms, ended(Healthy, "a"), "", ""},
			{60*s - ms, nothing, "", ""},
			{60*s + 200*ms, nothing, "a", ""}, // a little late
			{60*s + 400*ms, ended(Healthy, "a"), "", ""},
			{120 * s, nothing, "a", ""},
		}},
		{"an adopted key is due within an interval", nil, []step{
			{0, adopt("h", "a"), "", ""},
			{30*s - ms, adopt("h", "a"), "", ""},
			{30 * s, nothing, "a", ""},
		}},
		{"failures double the interval up to the longest backoff", nil, []step{
			{0, trigger("h", first, "a"), "a", ""},
			{0, ended(Failing, "a"), "", ""},
			{120*s - ms, nothing, "", ""},
			{120 * s, nothing, "a", ""},
			{120 * s, ended(Failing, "a"), "", ""},
			{360*s - ms, nothing, "", ""},
			{360 * s, nothing, "a", ""},
			{360 * s, ended(Failing, "a"), "", ""},
			{660*s - ms, nothing, "", ""},
			{660 * s, nothing, "a", ""},
			{660 * s, ended(Healthy, "a"), "", ""},
			{720 * s, nothing, "a", ""},
			{720 * s, ended(Failing, "a"), "", ""},
			{840 * s, nothing, "a", ""}, // counted anew
		}},
		{"a trigger forgets failures", nil, []step{
			{0, trigger("h", first, "a"), "a", ""},
			{0, ended(Failing, "a"), "", ""},
			{s, trigger("h", first, "a"), "a", ""},
			{s, ended(Failing, "a"), "", ""},
			{121*s - ms, nothing, "", ""},
			{121 * s, nothing, "a", ""},
		}},
		{"a pause of the machine is not made up for", nil, []step{
			{0, trigger("h", first, "a"), "a", ""},
			{0, ended(Healthy, "a"), "", ""},
			{3600 * s, nothing, "a", ""},
			{3600*s + 5*ms, ended(Healthy, "a"), "", ""},
			{3660*s - ms, nothing, "", ""},
			{3660 * s, nothing, "a", ""},
		}},
		{"a run longer than the interval is followed by one run", nil, []step{
			{0, trigger("h", first, "a"), "a", ""},
			{500 * ms, nothing, "", ""},
			{200 * s, ended(Healthy, "a"), "a", ""},
			{201 * s, nothing, "", ""},
		}},
		{"an outcome that says nothing changes nothing", nil, []step{
			{0, trigger("h", first, "a"), "a", ""},
			{0, ended(Failing, "a"), "", ""},
			{120 * s, nothing, "a", ""},
			{120 * s, ended(Abandoned, "a"), "", ""},
			{240*s - ms, nothing, "", ""},
			{240 * s, nothing, "a", ""},
		}},
	})
}

func TestIntervalDoesNotOverflow(t *testing.T) {
	options := defaults()
	options.MaxBackoff = math.MaxInt64
	p := newPlanner(options, rand.Float64)
	if got := p.interval(1000); got != math.MaxInt64 {
		t.Errorf("after 1000 failures the interval is %s", got)
	}
}

func TestNextDueVariesByTheJitter(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	p := newPlanner(defaults(), random.Float64)
	early, late := time.Hour, time.Duration(0)
	for range 10000 {
		started := epoch.Add(time.Duration(random.Int64N(int64(20 * time.Second))))
		next := p.nextDue(&entry{due: epoch}, started, started)
		if next.Sub(started) < 54*time.Second || next.Sub(started) > 66*time.Second {
			t.Fatalf("started %s late, the next run is due %s later", started.Sub(epoch), next.Sub(started))
		}
		early, late = min(early, next.Sub(started)), max(late, next.Sub(started))
	}
	if early > 55*time.Second || late < 65*time.Second {
		t.Errorf("the next run is due between %s and %s later: that is hardly any jitter", early, late)
	}
}

func TestNextDueIsNotInThePast(t *testing.T) {
	d := newDriver(t, defaults())
	now := epoch.Add(time.Hour)
	if next := d.planner.nextDue(&entry{due: epoch}, epoch, now); !next.Equal(now) {
		t.Errorf("after a run of an hour the next one was due %s ago", now.Sub(next))
	}
}

func TestWake(t *testing.T) {
	d := newDriver(t, defaults())
	check := func(step string, want time.Duration, wantKnown bool) {
		t.Helper()
		d.advance()
		at, known := d.planner.wake()
		if known != wantKnown || known && at.Sub(epoch) != want {
			t.Errorf("%s: at %s (%t), want %s (%t)", step, at.Sub(epoch), known, want, wantKnown)
		}
	}
	check("empty", 0, false)
	trigger("h", first, "a")(d)
	check("one run", 500*time.Millisecond, true)
	adopt("h", "b")(d)
	check("one run, one key waiting", 500*time.Millisecond, true)
	ended(Healthy, "a")(d)
	check("two keys waiting", 30*time.Second, true)
	forget("b")(d)
	check("one key waiting", time.Minute, true)
}

func TestAdoptSpreads(t *testing.T) {
	d := newDriver(t, defaults())
	d.planner.random = rand.New(rand.NewPCG(5, 6)).Float64
	adopt("h", numbered(6000)...)(d)
	perSecond := map[int]int{}
	for _, e := range d.planner.entries {
		perSecond[int(e.due.Sub(epoch)/time.Second)]++
	}
	for second := range 60 {
		if n := perSecond[second]; n < 60 || n > 140 {
			t.Errorf("%d keys are due in second %d, want about 100", n, second)
		}
	}
	if len(perSecond) != 60 {
		t.Errorf("keys are due in %d seconds, want 60", len(perSecond))
	}
}
