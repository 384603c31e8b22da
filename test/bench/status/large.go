// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package status

import (
	"context"
	"time"

	"connectors.alauda.io/test/bench/report"
)

// large measures all that is demanded.
func (m *measurement) large(ctx context.Context, p population) ([]report.Figure, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	f := newFollower()
	a, err := m.arrive(ctx, f, p)
	if err != nil {
		return nil, err
	}
	// Within an interval all have been probed again: writes that this would lead to are counted too.
	if _, err := spend(ctx, m.stage, m.Interval); err != nil {
		return nil, err
	}
	_, most := f.writes()
	figures := []report.Figure{
		absolute(named(p.size, "each Ready after"), "writes", float64(most), report.AtMost(maxWritesEach)),
	}
	for _, disturb := range []func(context.Context, population, *follower) (report.Figure, error){
		m.rotate, m.hangAtOwnPort, m.hangAtSamePort,
	} {
		figure, err := disturb(ctx, p, f)
		if err != nil {
			return figures, err
		}
		figures = append(figures, figure)
	}
	steady, err := m.steady(ctx, p, a)
	figures = append(figures, steady...)
	if err != nil {
		return figures, err
	}
	floor, err := m.floor(ctx, p, a)
	return append(figures, floor), err
}

// steady measures what the controller costs when nothing happens.
func (m *measurement) steady(ctx context.Context, p population, a arrival) ([]report.Figure, error) {
	if err := until(ctx, a.created.Add(m.Refresh)); err != nil {
		return nil, err
	}
	spent, err := spend(ctx, m.stage, m.Steady)
	if err != nil {
		return nil, err
	}
	m.say("%d connectors, %s", p.size, spent)
	return append(
		curve(p.size, a, spent, [3]report.Bound{
			report.AtMost(maxReadySeconds), report.AtMost(maxCorePercent), report.AtMost(maxMebibytes),
		}),
		absolute(named(p.size, "writes"), "/s", spent.writesPerSecond(), report.AtMost(maxWritesRate)),
		absolute(named(p.size, "writes of more than probe times"), "writes", spent.changed, report.AtMost(0)),
	), nil
}

func until(ctx context.Context, at time.Time) error {
	timer := time.NewTimer(time.Until(at))
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
