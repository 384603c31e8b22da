// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package status

import (
	"context"
	"fmt"
	"time"

	"connectors.alauda.io/test/bench/report"
	"connectors.alauda.io/test/bench/stage"
)

const (
	patience = 10 * time.Minute

	// What is demanded of the largest size.
	maxReadySeconds = 180
	maxWritesEach   = 2
	maxCorePercent  = 35
	maxMebibytes    = 250
	maxWritesRate   = 12
	maxSecret       = 20
	maxDelay        = 10
)

// arrival is how a population became Ready.
type arrival struct {
	began, created, ready time.Time
	writes                int
}

func (a arrival) seconds() float64 { return a.ready.Sub(a.created).Seconds() }

func (a arrival) writeRate() float64 { return float64(a.writes) / a.ready.Sub(a.began).Seconds() }

// arrive creates a population and waits until all of it is Ready.
func (m *measurement) arrive(ctx context.Context, f *follower, p population) (arrival, error) {
	if err := p.prepare(ctx); err != nil {
		return arrival{}, err
	}
	if err := f.follow(ctx, p); err != nil {
		return arrival{}, err
	}
	a := arrival{began: time.Now()}
	err := p.create(ctx)
	if err != nil {
		return a, err
	}
	a.created = time.Now()
	if a.ready, err = f.awaitReady(ctx, p.size, patience); err != nil {
		return a, err
	}
	a.writes, _ = f.writes()
	m.say("%d connectors created in %s, ready %.1f s later", p.size, a.created.Sub(a.began).Round(time.Second), a.seconds())
	return a, nil
}

// small measures what it costs to have so many Connectors, and leaves none behind.
func (m *measurement) small(ctx context.Context, p population) ([]report.Figure, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	a, err := m.arrive(ctx, newFollower(), p)
	if err != nil {
		return nil, err
	}
	spent, err := spend(ctx, m.stage, m.Window)
	if err != nil {
		return nil, err
	}
	m.say("%d connectors, %s", p.size, spent)
	if err := p.remove(ctx); err != nil {
		return nil, err
	}
	// The next size begins with a controller that remembers nothing of this one.
	return curve(p.size, a, spent, [3]report.Bound{}), m.stage.Restart(ctx, stage.Controller)
}

// named is the name of a figure of a population.
func named(size int, figure string) string { return fmt.Sprintf("status of %d, %s", size, figure) }

// curve are the figures of every size.
func curve(size int, a arrival, spent cost, bounds [3]report.Bound) []report.Figure {
	return []report.Figure{
		absolute(named(size, "all Ready after"), "s", a.seconds(), bounds[0]),
		absolute(named(size, "share of a core"), "%", spent.coreShare(), bounds[1]),
		absolute(named(size, "memory"), "MiB", spent.mebibytes(), bounds[2]),
	}
}
