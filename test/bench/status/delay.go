// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package status

import (
	"slices"
	"time"

	"connectors.alauda.io/test/bench/load"
)

// delays are by how much the times between two visits of a tool were longer than longest, sorted, for all tools that
// counts says yes to. The last time of each tool has not ended yet: it counts if it is too long already.
func delays(gaps map[int][]time.Duration, longest time.Duration, counts func(tool int) bool) []time.Duration {
	var all []time.Duration
	for tool, of := range gaps {
		if !counts(tool) || len(of) == 0 {
			continue
		}
		last := len(of) - 1
		for _, gap := range of[:last] {
			all = append(all, max(0, gap-longest))
		}
		if of[last] > longest {
			all = append(all, of[last]-longest)
		}
	}
	slices.Sort(all)
	return all
}

// quantile of sorted delays.
func quantile(delays []time.Duration, q float64) time.Duration {
	return load.Result{Latencies: delays}.Quantile(q)
}
