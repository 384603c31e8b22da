// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package load drives a server and records how long its answers take.
package load

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

// A Call is one request. Worker tells which of the workers makes it, n is its number in the run.
type Call func(ctx context.Context, worker, n int) error

// A Result is what a run saw. Latencies are sorted.
type Result struct {
	Elapsed   time.Duration
	Latencies []time.Duration
}

// Rate returns requests per second.
func (r Result) Rate() float64 { return float64(len(r.Latencies)) / r.Elapsed.Seconds() }

// Quantile returns the latency that the share q (0 to 1) of all requests does not exceed, and 0 for a run without any.
func (r Result) Quantile(q float64) time.Duration {
	if len(r.Latencies) == 0 {
		return 0
	}
	index := min(int(q*float64(len(r.Latencies))), len(r.Latencies)-1)
	return r.Latencies[index]
}

// Count makes total calls in a closed loop: each worker makes its next call when the one before was answered. The first
// error ends the run.
func Count(ctx context.Context, workers, total int, call Call) (Result, error) {
	return run(ctx, workers, func(n int, _ time.Time) (time.Time, bool) { return time.Time{}, n < total }, call)
}

// For makes calls in a closed loop for about as long as duration.
func For(ctx context.Context, workers int, duration time.Duration, call Call) (Result, error) {
	return run(ctx, workers, func(_ int, started time.Time) (time.Time, bool) {
		return time.Time{}, time.Since(started) < duration
	}, call)
}

// Open makes rate calls per second for duration, on a schedule that does not wait for answers. A latency is counted from
// when the call was due, so that a server that stalls does not hide the calls that it kept from being made. Workers is
// how many calls may be under way; those that are due beyond it are late, which their latency shows.
func Open(ctx context.Context, workers int, rate float64, duration time.Duration, call Call) (Result, error) {
	interval := time.Duration(float64(time.Second) / rate)
	return run(ctx, workers, func(n int, started time.Time) (time.Time, bool) {
		after := time.Duration(n) * interval
		return started.Add(after), after < duration
	}, call)
}

// schedule says when call n of a run is due, the zero time for at once, and whether there is one.
type schedule func(n int, started time.Time) (due time.Time, ok bool)

func run(ctx context.Context, workers int, next schedule, call Call) (Result, error) {
	var (
		calls   atomic.Int64
		mu      sync.Mutex
		all     []time.Duration
		started = time.Now()
	)
	group, ctx := errgroup.WithContext(ctx)
	for worker := range workers {
		group.Go(func() error {
			latencies, err := work(ctx, worker, &calls, started, next, call)
			mu.Lock()
			defer mu.Unlock()
			all = append(all, latencies...)
			return err
		})
	}
	err := group.Wait()
	elapsed := time.Since(started)
	slices.Sort(all)
	return Result{Elapsed: elapsed, Latencies: all}, err
}

func work(
	ctx context.Context, worker int, calls *atomic.Int64, started time.Time, next schedule, call Call,
) ([]time.Duration, error) {
	var latencies []time.Duration
	for ctx.Err() == nil {
		n := int(calls.Add(1) - 1)
		due, ok := next(n, started)
		if !ok {
			return latencies, nil
		}
		if due.IsZero() {
			due = time.Now()
		} else if err := sleepUntil(ctx, due); err != nil {
			return latencies, err
		}
		if err := call(ctx, worker, n); err != nil {
			return latencies, err
		}
		latencies = append(latencies, time.Since(due))
	}
	return latencies, ctx.Err()
}

func sleepUntil(ctx context.Context, due time.Time) error {
	wait := time.Until(due)
	if wait <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
