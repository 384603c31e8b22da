// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package schedule

import (
	"container/list"
	"time"
)

// advance brings the planner to a time and says which runs are to be started and which cancelled. Of the latter some may
// have ended by themselves.
func (p *planner) advance(now time.Time) (start, cancel []*run) {
	p.leaveFastLane(now)
	for !p.waiting.empty() && !p.waiting.least().due.After(now) {
		e := p.waiting.least()
		p.waiting.remove(e)
		p.schedule(now, e, plan{class: periodic, due: e.due})
	}
	for e := p.next(); e != nil; e = p.next() {
		start = append(start, p.start(now, e))
	}
	cancel, p.cancels = p.cancels, nil
	return start, cancel
}

// next is the key to start now, nil without one. The slow lane goes first: it can take half of the places only.
func (p *planner) next() *entry {
	for _, l := range []lane{slow, fast} {
		if !p.places.free(l) {
			continue
		}
		if e := p.ready[l].next(l); e != nil {
			return e
		}
	}
	return nil
}

func (p *planner) start(now time.Time, e *entry) *run {
	p.withdraw(e)
	r := &run{entry: e, host: e.host, lane: e.lane, started: now}
	e.run = r
	r.host.references++
	if r.lane == fast {
		r.inTime = p.inTime.PushBack(r)
	}
	p.places.take(r.lane)
	r.host.places.take(r.lane)
	p.offerAll(r.host)
	return r
}

// leaveFastLane lets runs whose time in the fast lane is over go on in the slow one, or cancels them.
func (p *planner) leaveFastLane(now time.Time) {
	for r := longest(&p.inTime); r != nil && now.Sub(r.started) >= p.options.SlowAfter; r = longest(&p.inTime) {
		p.inTime.Remove(r.inTime)
		r.inTime = nil
		if !r.entry.superseded() {
			r.entry.lane = slow
		}
		if !p.places.freeToMove() || !r.host.places.freeToMove() {
			p.cancel(r)
			continue
		}
		r.lane = slow
		p.places.move()
		r.host.places.move()
		p.offerAll(r.host)
	}
}

func longest(runs *list.List) *run {
	front := runs.Front()
	if front == nil {
		return nil
	}
	r, _ := front.Value.(*run)
	return r
}

// wake is when advance has something to do by itself. It is false when there is no such time.
func (p *planner) wake() (time.Time, bool) {
	var at time.Time
	known := false
	if !p.waiting.empty() {
		at, known = p.waiting.least().due, true
	}
	if r := longest(&p.inTime); r != nil {
		if over := r.started.Add(p.options.SlowAfter); !known || over.Before(at) {
			at, known = over, true
		}
	}
	return at, known
}
