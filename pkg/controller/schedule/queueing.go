// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package schedule

import "time"

// schedule lets an entry wait for its time, or queues it when that has come.
func (p *planner) schedule(now time.Time, e *entry, next plan) {
	e.due, e.class = next.due, next.class
	if next.due.After(now) {
		p.waiting.put(e)
		return
	}
	p.order++
	e.order = p.order
	q := &e.host.queues[e.lane][e.class]
	e.queued = q.entries.PushBack(e)
	p.overdue.put(e)
	p.ready[e.lane].queued++
	p.offer(q)
}

// withdraw takes an entry from where it waits or is queued, if it does.
func (p *planner) withdraw(e *entry) {
	if e.queued == nil {
		p.waiting.remove(e)
		return
	}
	q := &e.host.queues[e.lane][e.class]
	q.entries.Remove(e.queued)
	e.queued = nil
	p.overdue.remove(e)
	p.ready[e.lane].queued--
	p.offer(q)
}

// offer puts a queue among the ready ones, or takes it from there, as it has become.
func (p *planner) offer(q *queue) {
	queues := &p.ready[q.lane].queues[q.class]
	head := q.head()
	if head == nil || !q.host.places.free(q.lane) {
		queues.remove(q)
		return
	}
	q.order = head.order
	queues.put(q)
}

// offerAll does so for all queues of a host, whose places have changed.
func (p *planner) offerAll(h *host) {
	for l := range lanes {
		for c := range classes {
			p.offer(&h.queues[l][c])
		}
	}
}
