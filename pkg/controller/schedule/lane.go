// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package schedule

// lane is where a run counts.
type lane int

const (
	fast lane = iota
	slow
	lanes
)

// places count the runs under way, of all or of one host.
type places struct {
	// limit is the number of places that a lane may use: the fast lane all, the slow lane half.
	limit   [lanes]int
	running [lanes]int
}

func placesFor(total int) places {
	return places{limit: [lanes]int{fast: total, slow: total / 2}}
}

// free says whether one more run may start in a lane.
func (p *places) free(l lane) bool {
	return p.running[fast]+p.running[slow] < p.limit[fast] && p.running[l] < p.limit[l]
}

// freeToMove says whether a run of the fast lane may go on in the slow one. It brings its place along.
func (p *places) freeToMove() bool { return p.running[slow] < p.limit[slow] }

func (p *places) take(l lane) { p.running[l]++ }

func (p *places) give(l lane) { p.running[l]-- }

func (p *places) move() {
	p.give(fast)
	p.take(slow)
}
