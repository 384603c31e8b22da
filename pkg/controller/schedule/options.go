// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package schedule

import (
	"fmt"
	"time"

	"k8s.io/utils/clock"
)

// Options say how often and how many keys are run. All but Clock are required, Jitter may be zero.
type Options struct {
	// Interval lies between two runs of a healthy key.
	Interval time.Duration
	// MaxBackoff bounds the interval of a failing key: Interval, doubled with every failure in a row.
	MaxBackoff time.Duration
	// Jitter is the share of an interval by which it varies to both sides, from 0 to less than 1.
	Jitter float64
	// Concurrency is how many runs are under way at most. At least two: one place for each lane.
	Concurrency int
	// PerHost is how many runs are under way with one host at most. At least two: one place for each lane.
	PerHost int
	// SlowAfter is how long a run may stay in the fast lane.
	SlowAfter time.Duration
	// Clock is the real one when nil.
	Clock clock.Clock
}

func (o Options) validate() error {
	switch {
	case o.Interval <= 0:
		return fmt.Errorf("the interval between two runs is %s: it must be longer than zero", o.Interval)
	case o.MaxBackoff < o.Interval:
		return fmt.Errorf("the longest backoff is %s: it must not be shorter than the interval, %s", o.MaxBackoff, o.Interval)
	case !(o.Jitter >= 0 && o.Jitter < 1): // this way round NaN is refused as well
		return fmt.Errorf("the jitter is %v: it must be a share from 0 to less than 1", o.Jitter)
	case o.Concurrency < 2:
		return fmt.Errorf("%d runs at once are too few: there must be a place for each of two lanes", o.Concurrency)
	case o.PerHost < 2:
		return fmt.Errorf("%d runs at once per host are too few: there must be a place for each of two lanes", o.PerHost)
	case o.SlowAfter <= 0:
		return fmt.Errorf("a run is slow after %s: this must be longer than zero", o.SlowAfter)
	}
	return nil
}
