// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package schedule

import "time"

// Stats are the figures of a moment, for metrics.
type Stats struct {
	Fast, Slow LaneStats
	// OldestDue is how long the key that has waited longest is due. Zero when none waits.
	OldestDue time.Duration
}

// LaneStats are the figures of one lane.
type LaneStats struct {
	// Queued counts the keys that are due and not yet run.
	Queued int
	// Running counts the runs under way, those that are cancelled and have not ended included.
	Running int
}

func (p *planner) stats(now time.Time) Stats {
	stats := Stats{
		Fast: LaneStats{Queued: p.ready[fast].queued, Running: p.places.running[fast]},
		Slow: LaneStats{Queued: p.ready[slow].queued, Running: p.places.running[slow]},
	}
	// Keys whose time has come and that nobody has queued yet count: it shows that the Scheduler is not running.
	for _, keys := range []*ordered[*entry]{&p.overdue, &p.waiting} {
		if !keys.empty() {
			stats.OldestDue = max(stats.OldestDue, now.Sub(keys.least().due))
		}
	}
	return stats
}
