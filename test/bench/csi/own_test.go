// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package csi

import (
	"math"
	"testing"
	"time"
)

func TestQuantile(t *testing.T) {
	edges := []float64{0.001, 0.002, 0.005, math.Inf(1)}
	counted := func(counts ...float64) histogram {
		h := make(histogram, len(counts))
		for i, count := range counts {
			h[i] = bucket{atMost: edges[i], count: count}
		}
		return h
	}
	for _, tt := range []struct {
		name          string
		before, after histogram
		want          time.Duration
	}{
		{"nothing was ever counted", nil, nil, 0},
		{"nothing was counted since", counted(1, 2, 3, 4), counted(1, 2, 3, 4), 0},
		{"all in the first bucket", nil, counted(100, 100, 100, 100), 990 * time.Microsecond},
		{"on an edge", nil, counted(50, 99, 100, 100), 2 * time.Millisecond},
		{"between two edges", nil, counted(0, 0, 100, 100), 4970 * time.Microsecond},
		{"beyond the last edge", nil, counted(0, 0, 0, 100), 5 * time.Millisecond},
		{"what was there before is left out", counted(0, 0, 0, 100), counted(0, 99, 100, 200), 2 * time.Millisecond},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := tt.after.since(tt.before).quantile(0.99)
			if diff := got - tt.want; diff.Abs() > time.Microsecond {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}
