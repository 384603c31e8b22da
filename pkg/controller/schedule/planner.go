// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package schedule

import (
	"container/list"
	"time"

	"k8s.io/apimachinery/pkg/types"
)

// planner decides what is run when. It is told the time, which must not go back, starts nothing and waits for nothing.
// It is not safe for concurrent use.
type planner struct {
	options Options
	random  func() float64 // from 0 to less than 1

	entries map[types.NamespacedName]*entry
	hosts   map[string]*host

	waiting ordered[*entry] // for their time
	overdue ordered[*entry] // all that are queued
	ready   [lanes]ready
	places  places
	order   uint64 // of the last key that was queued

	inTime  list.List // runs in the fast lane, the longest first
	cancels []*run    // to be cancelled
}

func newPlanner(options Options, random func() float64) *planner {
	return &planner{
		options: options,
		random:  random,
		entries: map[types.NamespacedName]*entry{},
		hosts:   map[string]*host{},
		places:  placesFor(options.Concurrency),
	}
}

// trigger makes a key due now.
func (p *planner) trigger(now time.Time, key types.NamespacedName, hostName string, urgency class) {
	e := p.revive(key)
	e.failures = 0
	next := plan{class: urgency, due: now}
	switch {
	case e.run != nil:
		if e.after != nil && !e.after.due.After(now) {
			next = plan{class: min(e.after.class, urgency), due: e.after.due}
		}
		e.after = &next
		p.cancel(e.run)
		p.attach(e, hostName)
		return
	case e.queued != nil:
		if e.host.name == hostName && e.class <= urgency {
			return // it keeps its place
		}
		next = plan{class: min(e.class, urgency), due: e.due}
	}
	p.withdraw(e)
	p.attach(e, hostName)
	p.schedule(now, e, next)
}

// adopt makes an unknown key due some time within an interval.
func (p *planner) adopt(now time.Time, key types.NamespacedName, hostName string) {
	if e, known := p.entries[key]; known && !e.gone {
		return
	}
	e := p.revive(key)
	p.attach(e, hostName)
	within := time.Duration(p.random() * float64(p.options.Interval))
	next := plan{class: periodic, due: now.Add(within)}
	if e.run != nil {
		e.after = &next
		return
	}
	p.schedule(now, e, next)
}

// forget drops a key. While its run has not ended it stays in the books, so that no second one is started.
func (p *planner) forget(key types.NamespacedName) {
	e, known := p.entries[key]
	if !known || e.gone {
		return
	}
	p.withdraw(e)
	p.detach(e)
	if e.run == nil {
		delete(p.entries, key)
		return
	}
	e.gone, e.after, e.failures = true, nil, 0
	p.cancel(e.run)
}

// revive gives the entry of a key: the known one, that of a forgotten key whose run has not ended, or a new one.
func (p *planner) revive(key types.NamespacedName) *entry {
	e, known := p.entries[key]
	if !known {
		e = &entry{key: key}
		p.entries[key] = e
	}
	e.gone = false
	return e
}

// attach tells an entry its host. What was learned about another host's speed does not count.
func (p *planner) attach(e *entry, hostName string) {
	if e.host != nil && e.host.name == hostName {
		return
	}
	p.detach(e)
	h, known := p.hosts[hostName]
	if !known {
		h = newHost(hostName, p.options.PerHost)
		p.hosts[hostName] = h
	}
	h.references++
	e.host, e.lane = h, fast
}

func (p *planner) detach(e *entry) {
	if e.host != nil {
		p.release(e.host)
		e.host = nil
	}
}

func (p *planner) release(h *host) {
	if h.references--; h.references == 0 {
		delete(p.hosts, h.name)
	}
}

func (p *planner) cancel(r *run) {
	if !r.cancelled {
		r.cancelled = true
		p.cancels = append(p.cancels, r)
	}
}
