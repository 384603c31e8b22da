// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package classapi

import (
	"context"
	"fmt"
	"testing"
	"time"

	"connectors.alauda.io/test/bench/load"
	"connectors.alauda.io/test/bench/report"
)

// mostToFind is how long the slowest request may take.
const mostToFind = 2 * time.Microsecond

// routing looks at how long it takes to find what a class declares for a request, among many paths. The peer is http.ServeMux with
// the same patterns.
func (m *measurement) routing(context.Context) ([]report.Figure, error) {
	find, err := described()
	if err != nil {
		return nil, err
	}
	ours, peer := &router{find: find}, &router{find: multiplexed()}
	values, err := load.Rounds(m.Rounds, []*router{ours, peer}, func(r *router, _ int) (float64, error) { return r.slowest() })
	if err != nil {
		return nil, err
	}
	name := fmt.Sprintf("finding one of %d paths", paths)
	multiplexer := against{name: "http.ServeMux", unit: "ns", values: values[1]}
	return []report.Figure{
		absolute(name, "ns", float64(mostToFind.Nanoseconds()), values[0]...),
		multiplexer.figure(name, values[0], report.Bound{}),
		absolute(name+", allocations", "in all", 0, ours.allocations...),
	}, nil
}

// router is one way to find what is declared.
type router struct {
	find finder
	// allocations are those of the request that takes most, by round.
	allocations []float64
}

// slowest gives the nanoseconds that the slowest request takes.
func (r *router) slowest() (float64, error) {
	slowest, allocations := 0.0, 0.0
	for _, request := range requests() {
		found, err := r.find(request.path)
		if err != nil {
			return 0, fmt.Errorf("finding %s: %w", request.path, err)
		}
		if found != request.declared {
			return 0, fmt.Errorf("finding %s gives %t, which should be %t", request.path, found, request.declared)
		}
		result := testing.Benchmark(func(b *testing.B) {
			for b.Loop() {
				_, _ = r.find(request.path)
			}
		})
		slowest = max(slowest, float64(result.T.Nanoseconds())/float64(result.N))
		allocations = max(allocations, float64(result.AllocsPerOp()))
	}
	r.allocations = append(r.allocations, allocations)
	return slowest, nil
}
