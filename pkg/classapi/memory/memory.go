// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package memory

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"
)

// Limits say how much may be held. The zero value of each is its default.
type Limits struct {
	// Free is what each call may hold without a place, 256 KiB when zero: a list of some thousand names.
	Free int64
	// Most is what a call may hold with a place, 16 MiB when zero. No endpoint reads an answer of more than 8.
	Most int64
	// Places is for how many calls at once there is more than Free, 12 when zero. PerHost is for how many of them about the
	// tools of one host, 2 when zero.
	Places, PerHost int64
	// Patience is how long a call waits for a place, 3 seconds when zero.
	Patience time.Duration
}

const (
	defaultFree     = 256 << 10
	defaultMost     = 16 << 20
	defaultPlaces   = 12
	defaultPerHost  = 2
	defaultPatience = 3 * time.Second
)

// Memory is what all calls share. It is safe for concurrent use.
type Memory struct {
	limits Limits
	places *semaphore.Weighted

	mu sync.Mutex
	// hosts has those with calls under way, so it is as large as there are calls.
	hosts map[string]*host
}

// host is one whose tools are asked.
type host struct {
	places *semaphore.Weighted
	// calls is how many are under way.
	calls int
}

// New makes a Memory. It starts nothing.
func New(limits Limits) *Memory {
	for _, each := range []struct {
		limit *int64
		value int64
	}{
		{&limits.Free, defaultFree},
		{&limits.Most, defaultMost},
		{&limits.Places, defaultPlaces},
		{&limits.PerHost, defaultPerHost},
	} {
		if *each.limit == 0 {
			*each.limit = each.value
		}
	}
	if limits.Patience == 0 {
		limits.Patience = defaultPatience
	}
	return &Memory{limits: limits, places: semaphore.NewWeighted(limits.Places), hosts: map[string]*host{}}
}

// Begin begins a call about a tool of a host. It holds nothing yet. It must be ended with End.
func (m *Memory) Begin(name string) *Call {
	m.mu.Lock()
	defer m.mu.Unlock()
	h, known := m.hosts[name]
	if !known {
		h = &host{places: semaphore.NewWeighted(m.limits.PerHost)}
		m.hosts[name] = h
	}
	h.calls++
	return &Call{memory: m, name: name, host: h, turn: semaphore.NewWeighted(1)}
}

// leave forgets a host about which there is no call any more.
func (m *Memory) leave(name string, h *host) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if h.calls--; h.calls == 0 {
		delete(m.hosts, name)
	}
}

// take waits for a place: first for one of the host's, so that no other is kept while one waits for those.
func (m *Memory) take(ctx context.Context, h *host) error {
	ctx, cancel := context.WithTimeout(ctx, m.limits.Patience)
	defer cancel()
	if err := acquire(ctx, h.places); err != nil {
		return err
	}
	if err := acquire(ctx, m.places); err != nil {
		h.places.Release(1)
		return err
	}
	return nil
}

// acquire waits for a place until ctx ends. One that is free is taken all the same: the patience may be over before anybody has
// looked, where the machine is busy.
func acquire(ctx context.Context, places *semaphore.Weighted) error {
	if places.TryAcquire(1) {
		return nil
	}
	return places.Acquire(ctx, 1)
}

func (m *Memory) give(h *host) {
	m.places.Release(1)
	h.places.Release(1)
}
