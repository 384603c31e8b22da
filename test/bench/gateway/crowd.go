// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"context"
	"fmt"

	"connectors.alauda.io/test/bench/load"
	"connectors.alauda.io/test/bench/report"
	"connectors.alauda.io/test/bench/stage"
)

// creators is how many Connectors are created at a time.
const creators = 16

// crowd compares a proxy that knows many Connectors with the one of this stack, which knows few.
func (m *measurement) crowd(ctx context.Context) ([]report.Figure, error) {
	return m.OnCrowdedStage(ctx, func(crowded *stage.Stage) ([]report.Figure, error) {
		g, err := prepareGround(ctx, crowded)
		if err != nil {
			return nil, err
		}
		if err := m.populate(ctx, g); err != nil {
			return nil, err
		}
		// A proxy that has just started is ready when it has read everything.
		if err := crowded.Restart(ctx, stage.Proxy); err != nil {
			return nil, err
		}
		among, err := ours(crowded, g, crowdName(0))
		if err != nil {
			return nil, err
		}
		// Only now: the stack would otherwise have been started on the processors of the clients.
		return m.placed(ctx, true, func(ctx context.Context) ([]report.Figure, error) { return m.compareCrowd(ctx, among) })
	})
}

func crowdName(n int) string { return fmt.Sprintf("tool-%05d", n) }

// populate makes the Connectors, each with a Secret of its own.
func (m *measurement) populate(ctx context.Context, g *ground) error {
	_, err := load.Count(ctx, creators, m.Crowd, func(ctx context.Context, _, n int) error {
		name := crowdName(n)
		if err := g.credential(ctx, name); err != nil {
			return err
		}
		return g.create(ctx, connector(name, "http://"+m.tools.addresses[0], name))
	})
	return err
}

func (m *measurement) compareCrowd(ctx context.Context, among side) (figures []report.Figure, err error) {
	if err := m.cores.proxy(ctx, among.pid); err != nil {
		return nil, err
	}
	among.name = "one of many"
	sides := []side{among, m.request.ours}
	for _, s := range sides {
		if err := m.warm(ctx, s); err != nil {
			return nil, err
		}
	}
	values, err := m.saturate(ctx, sides)
	if err != nil {
		return nil, err
	}
	memory, err := stage.ResidentOf(among.pid)
	return []report.Figure{
		{Name: fmt.Sprintf("requests, %d Connectors against 1", m.Crowd), Unit: "/s", Ours: values[0], Peer: values[1], Bound: report.AtLeast(0.97)},
		{Name: fmt.Sprintf("memory with %d Connectors", m.Crowd), Unit: "MiB", Ours: []float64{float64(memory) / (1 << 20)}, Bound: report.AtMost(300)},
	}, err
}
