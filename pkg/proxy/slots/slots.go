// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package slots bounds how many requests are under way, so that one who does not answer, or asks too much, leaves some for the
// others.
package slots

import "sync"

// Slots are for requests, in all and for each key: the host that they go to, or the user that they are of. They are safe for
// concurrent use.
type Slots struct {
	all, ofOne int

	mu    sync.Mutex
	taken int
	// byKey has no zeros: it is as large as there are requests.
	byKey map[string]int
}

// New makes as many slots, of which the requests of one key take a share: a half for 2, a quarter for 4, and one at least.
func New(all, share int) *Slots {
	return &Slots{all: all, ofOne: max(1, all/share), byKey: map[string]int{}}
}

// Take says whether there is a slot for a request of a key. If so, it must be given back with Leave.
func (s *Slots) Take(key string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.taken >= s.all || s.byKey[key] >= s.ofOne {
		return false
	}
	s.taken++
	s.byKey[key]++
	return true
}

// Leave gives back a slot that Take gave for a key.
func (s *Slots) Leave(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.taken--
	if s.byKey[key]--; s.byKey[key] == 0 {
		delete(s.byKey, key)
	}
}
