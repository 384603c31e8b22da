// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package schedule

import "time"

// ended notes how a run ended, and plans the next one of its key.
func (p *planner) ended(now time.Time, r *run, outcome Outcome) {
	e := r.entry
	p.leave(r)
	if e.gone {
		delete(p.entries, e.key)
		return
	}
	if e.after != nil {
		next := *e.after
		e.after = nil
		p.schedule(now, e, next)
		return
	}
	p.learn(e, now.Sub(r.started), outcome)
	if r.cancelled && outcome == Abandoned {
		// It had to leave the fast lane. There was no result, so it is as urgent as before.
		p.schedule(now, e, plan{class: e.class, due: now})
		return
	}
	p.schedule(now, e, plan{class: periodic, due: p.nextDue(e, r.started, now)})
}

// leave frees the place of a run.
func (p *planner) leave(r *run) {
	r.entry.run = nil
	if r.inTime != nil {
		p.inTime.Remove(r.inTime)
		r.inTime = nil
	}
	p.places.give(r.lane)
	r.host.places.give(r.lane)
	p.offerAll(r.host)
	p.release(r.host)
}

// learn draws from a run what there is to know about its key. An abandoned one tells that it was slow, and nothing else.
func (p *planner) learn(e *entry, took time.Duration, outcome Outcome) {
	switch {
	case took >= p.options.SlowAfter:
		e.lane = slow
	case outcome != Abandoned:
		e.lane = fast
	}
	switch outcome {
	case Healthy:
		e.failures = 0
	case Failing:
		e.failures++
	case Abandoned:
	}
}

// nextDue keeps to the plan, unless the run was so late that the next one would follow too soon. It never lies in the
// past, so missed runs are not made up for.
func (p *planner) nextDue(e *entry, started, now time.Time) time.Time {
	interval := p.interval(e.failures)
	varies := time.Duration(p.options.Jitter * float64(interval))
	from := e.due
	if started.Sub(from) > varies {
		from = started
	}
	vary := time.Duration((2*p.random() - 1) * float64(varies))
	next := from.Add(interval + vary)
	if earliest := started.Add(interval - varies); next.Before(earliest) {
		next = earliest
	}
	if next.Before(now) {
		next = now
	}
	return next
}

// interval doubles with every failure in a row, up to the longest backoff.
func (p *planner) interval(failures int) time.Duration {
	interval := p.options.Interval
	for range failures {
		if interval > p.options.MaxBackoff/2 {
			return p.options.MaxBackoff
		}
		interval *= 2
	}
	return interval
}
