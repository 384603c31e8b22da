// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package classcall

import "sync"

// slots bounds how many requests are under way, in all and for each host. It is safe for concurrent use.
type slots struct {
	all, ofOne int

	mu    sync.Mutex
	taken int
	// byHost has no zeros: it is as large as there are requests.
	byHost map[string]int
}

func newSlots(all int) *slots {
	return &slots{all: all, ofOne: max(1, all/2), byHost: map[string]int{}}
}

// take says whether there is one for a request to a host. If so, it must be given back with leave.
func (s *slots) take(host string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.taken >= s.all || s.byHost[host] >= s.ofOne {
		return false
	}
	s.taken++
	s.byHost[host]++
	return true
}

func (s *slots) leave(host string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.taken--
	if s.byHost[host]--; s.byHost[host] == 0 {
		delete(s.byHost, host)
	}
}
