// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package status

import (
	"sync"
	"time"
)

// visits notes when each tool was asked, and with which credential. It is safe for concurrent use.
type visits struct {
	mu      sync.Mutex
	of      map[int]*visit
	hanging span
}

// visit is what is known of one tool.
type visit struct {
	last time.Time
	gaps []time.Duration
	// password is the one that was shown last, since is when it was shown first.
	password string
	since    time.Time
}

// span is a range of tools: those from First on, Count of them.
type span struct{ First, Count int }

func (s span) holds(tool int) bool { return tool >= s.First && tool < s.First+s.Count }

func newVisits() *visits { return &visits{of: map[int]*visit{}} }

func (v *visits) tool(number int) *visit {
	found := v.of[number]
	if found == nil {
		found = &visit{}
		v.of[number] = found
	}
	return found
}

// asked notes that a tool was asked whether it lives. It says whether that must not be answered.
func (v *visits) asked(tool int, now time.Time) (hangs bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	visit := v.tool(tool)
	if !visit.last.IsZero() {
		visit.gaps = append(visit.gaps, now.Sub(visit.last))
	}
	visit.last = now
	return v.hanging.holds(tool)
}

// shown notes which password a tool was shown. It says whether that must not be answered.
func (v *visits) shown(tool int, password string, now time.Time) (hangs bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	visit := v.tool(tool)
	if visit.password != password {
		visit.password, visit.since = password, now
	}
	return v.hanging.holds(tool)
}

// hang lets tools hang from now on, and no others.
func (v *visits) hang(tools span) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.hanging = tools
}

// forget drops the gaps between visits so far. A gap that has not ended yet is kept.
func (v *visits) forget() {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, visit := range v.of {
		visit.gaps = nil
	}
}

// gaps are the times between two visits of a tool, by tool. The last one has not ended.
func (v *visits) gaps(now time.Time) map[int][]time.Duration {
	v.mu.Lock()
	defer v.mu.Unlock()
	all := make(map[int][]time.Duration, len(v.of))
	for tool, visit := range v.of {
		if !visit.last.IsZero() {
			all[tool] = append(append([]time.Duration(nil), visit.gaps...), now.Sub(visit.last))
		}
	}
	return all
}

// holders are how many tools were shown a password last, and when the last of them was.
type holders struct {
	Count int
	Last  time.Time
}

func (v *visits) holders(password string) holders {
	v.mu.Lock()
	defer v.mu.Unlock()
	var found holders
	for _, visit := range v.of {
		if visit.password != password {
			continue
		}
		found.Count++
		if visit.since.After(found.Last) {
			found.Last = visit.since
		}
	}
	return found
}
