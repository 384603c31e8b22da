// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package load

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"
)

func TestCountMakesEveryCallOnce(t *testing.T) {
	const total = 1000
	var calls [total]atomic.Int32
	result, err := Count(t.Context(), 7, total, func(_ context.Context, _, n int) error {
		calls[n].Add(1)
		return nil
	})
	if err != nil || len(result.Latencies) != total || !slices.IsSorted(result.Latencies) {
		t.Fatalf("%d latencies, error %v", len(result.Latencies), err)
	}
	for n := range calls {
		if got := calls[n].Load(); got != 1 {
			t.Errorf("call %d was made %d times", n, got)
		}
	}
}

func TestErrorEndsTheRun(t *testing.T) {
	broken := errors.New("broken")
	_, err := For(t.Context(), 3, time.Hour, func(_ context.Context, _, n int) error {
		if n == 5 {
			return fmt.Errorf("call %d: %w", n, broken)
		}
		return nil
	})
	if !errors.Is(err, broken) {
		t.Errorf("error %v", err)
	}
}

// A server that stalls once makes all calls late that were due meanwhile: a closed loop would show one.
func TestOpenCountsFromWhenACallWasDue(t *testing.T) {
	const stall = 100 * time.Millisecond
	result, err := Open(t.Context(), 1, 1000, 200*time.Millisecond, func(ctx context.Context, _, n int) error {
		if n != 0 {
			return nil
		}
		stalled, cancel := context.WithTimeout(ctx, stall)
		defer cancel()
		<-stalled.Done()
		return ctx.Err()
	})
	if err != nil || len(result.Latencies) != 200 {
		t.Fatalf("%d calls, want 200; error %v", len(result.Latencies), err)
	}
	if median := result.Quantile(0.75); median < stall/4 {
		t.Errorf("a quarter of the calls was delayed by at least %s, not %s", stall/4, median)
	}
}

func TestQuantile(t *testing.T) {
	result := Result{}
	if got := result.Quantile(0.99); got != 0 {
		t.Errorf("of nothing: %s", got)
	}
	for i := range 100 {
		result.Latencies = append(result.Latencies, time.Duration(i))
	}
	for q, want := range map[float64]time.Duration{0: 0, 0.5: 50, 0.99: 99, 1: 99} {
		if got := result.Quantile(q); got != want {
			t.Errorf("quantile %g is %d, want %d", q, got, want)
		}
	}
}

func TestRoundsTakeTurns(t *testing.T) {
	var order string
	values, err := Rounds(3, []string{"a", "b"}, func(side string, round int) (float64, error) {
		order += side
		return float64(round), nil
	})
	if err != nil || order != "abbaab" {
		t.Errorf("order %q, error %v", order, err)
	}
	for _, side := range values {
		if !slices.Equal(side, []float64{0, 1, 2}) {
			t.Errorf("values %v", side)
		}
	}
}

func TestMedian(t *testing.T) {
	for _, test := range []struct {
		values []float64
		want   float64
	}{{nil, 0}, {[]float64{3}, 3}, {[]float64{9, 1, 5}, 5}, {[]float64{4, 1, 2, 3}, 2.5}} {
		if got := Median(test.values); got != test.want {
			t.Errorf("median of %v is %g, want %g", test.values, got, test.want)
		}
	}
}
