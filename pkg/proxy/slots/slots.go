// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package slots bounds how many requests are under way, so that one who does not answer leaves some for the others.
package slots

import "sync"

// Slots are for requests, in all and for each host that they go to. They are safe for concurrent use.
type Slots struct {
	all, ofOne int

	mu    sync.Mutex
	taken int
	// byHost has no zeros: it is as large as there are requests.
	byHost map[string]int
}

// New makes as many slots, of which the requests to one host take a share: a half for 2, a quarter for 4, and one at least.
func New(all, share int) *Slots {
	return &Slots{all: all, ofOne: max(1, all/share), byHost: map[string]int{}}
}

// Take says whether there is a slot for a request to a host. If so, it must be given back with Leave.
func (s *Slots) Take(host string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.taken >= s.all || s.byHost[host] >= s.ofOne {
		return false
	}
	s.taken++
	s.byHost[host]++
	return true
}

// Leave gives back a slot that Take gave for a host.
func (s *Slots) Leave(host string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.taken--
	if s.byHost[host]--; s.byHost[host] == 0 {
		delete(s.byHost, host)
	}
}
