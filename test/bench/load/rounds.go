// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package load

import (
	"context"
	"fmt"
	"slices"
)

// Rounds measures the sides in turn, n times over, and returns the values by side. Sides that are measured in turn share
// what else the machine does, so that their ratio holds where their values do not. Every round begins with another side.
func Rounds[S any](n int, sides []S, measure func(side S, round int) (float64, error)) ([][]float64, error) {
	values := make([][]float64, len(sides))
	for round := range n {
		for i := range sides {
			side := (round + i) % len(sides)
			value, err := measure(sides[side], round)
			if err != nil {
				return nil, fmt.Errorf("round %d: %w", round+1, err)
			}
			values[side] = append(values[side], value)
		}
	}
	return values, nil
}

// Around watches over the measurement of a rate: it calls measure and returns what that does.
type Around func(ctx context.Context, figure string, round int, measure func() (float64, error)) (float64, error)

// Measure measures, inside of a unless that is nil.
func (a Around) Measure(ctx context.Context, figure string, round int, measure func() (float64, error)) (float64, error) {
	if a == nil {
		return measure()
	}
	return a(ctx, figure, round, measure)
}

// Median returns the middle of values, and 0 of none.
func Median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}
