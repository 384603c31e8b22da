// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package schedule

import "container/list"

// host is a tool's host and port, with the due keys that wait for it. It exists as long as keys or runs refer to it.
type host struct {
	name       string
	references int
	places     places
	queues     [lanes][classes]queue
	turns      [lanes]turns
}

func newHost(name string, perHost int) *host {
	h := &host{name: name, places: placesFor(perHost)}
	for l := range lanes {
		for c := range classes {
			h.queues[l][c] = queue{host: h, lane: l, class: c}
		}
	}
	return h
}

func (h *host) waiting(l lane) waiting {
	var w waiting
	for c := range classes {
		w[c] = h.queues[l][c].entries.Len() > 0
	}
	return w
}

// queue holds the due keys of one host, lane and class in the order in which they were queued.
type queue struct {
	host    *host
	lane    lane
	class   class
	entries list.List
	order   uint64 // of its first key
	at      int    // its place among the ready queues
}

// head is the key that has waited longest, nil without one.
func (q *queue) head() *entry {
	front := q.entries.Front()
	if front == nil {
		return nil
	}
	e, _ := front.Value.(*entry)
	return e
}

func (q *queue) before(other *queue) bool { return q.order < other.order }

func (q *queue) place() *int { return &q.at }

// ready are the queues of one lane that have a key, of hosts that have a place, and whose turn it is.
type ready struct {
	queues [classes]ordered[*queue]
	turns  turns
	queued int // all keys of the lane, those of full hosts too
}

func (r *ready) waiting() waiting {
	var w waiting
	for c := range classes {
		w[c] = !r.queues[c].empty()
	}
	return w
}

// next takes turns among the classes and then, with the host that has waited longest, among those of that host.
func (r *ready) next(l lane) *entry {
	c, ok := r.turns.next(r.waiting())
	if !ok {
		return nil
	}
	h := r.queues[c].least().host
	if owed, ok := h.turns[l].owed(h.waiting(l)); ok {
		c = max(c, owed)
	}
	r.turns.took(c, r.waiting())
	h.turns[l].took(c, h.waiting(l))
	return h.queues[l][c].head()
}
