// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"context"
	"errors"
	"fmt"
	"time"

	"connectors.alauda.io/test/bench/load"
	"connectors.alauda.io/test/bench/report"
)

const p99 = 0.99

// requests compares small answers: how many there are at most, and how long they take at half of that.
func (m *measurement) requests(ctx context.Context) ([]report.Figure, error) {
	sides := []side{m.request.ours, m.request.nginx, m.request.bare}
	values, err := m.saturate(ctx, sides)
	if err != nil {
		return nil, err
	}
	figures := []report.Figure{
		{Name: "requests, against nginx", Unit: "/s", Ours: values[0], Peer: values[1], Bound: report.AtLeast(0.36)},
		{Name: "requests, against a bare proxy", Unit: "/s", Ours: values[0], Peer: values[2], Bound: report.AtLeast(0.88)},
		{Name: "requests, a bare proxy against nginx", Unit: "/s", Ours: values[2], Peer: values[1]},
	}
	const half = 2
	latency, err := m.latency(ctx, load.Median(values[0])/half)
	if err != nil {
		return figures, err
	}
	return append(figures, latency), nil
}

// saturate asks the sides in turns for as many small answers as they give, and returns the rates. The first turn of each
// does not count: what has just started, or was given much to do, is slower for a while.
func (m *measurement) saturate(ctx context.Context, sides []side) ([][]float64, error) {
	for _, s := range sides {
		if _, err := m.wrk(ctx, s, pathSmall, connections, m.Duration); err != nil {
			return nil, err
		}
	}
	return load.Rounds(m.Rounds, sides, func(s side, _ int) (float64, error) {
		result, err := m.wrk(ctx, s, pathSmall, connections, m.Duration)
		if err != nil {
			return 0, err
		}
		m.say("%s: %.0f /s, %.1f µs of processor time each", s.name, result.rate(), float64(result.cpu.Microseconds())/result.Requests)
		return result.rate(), nil
	})
}

// warm asks a side until it answers: a new Connector and new rights are known everywhere after a moment.
func (m *measurement) warm(ctx context.Context, s side) error {
	return retry(ctx, s.name, func(ctx context.Context) error { return askOnce(ctx, s) })
}

func retry(ctx context.Context, name string, try func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, startPatience)
	defer cancel()
	tick := time.NewTicker(startPause)
	defer tick.Stop()
	for {
		err := try(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s does not answer: %w", name, err)
		case <-tick.C:
		}
	}
}

func askOnce(ctx context.Context, s side) error {
	w, err := dialWire(ctx, s, pathSmall)
	if err != nil {
		return err
	}
	return errors.Join(w.ask(smallBytes), w.close())
}

// latency compares the 99th percentile at a rate that both sides manage, open loop.
func (m *measurement) latency(ctx context.Context, rate float64) (report.Figure, error) {
	values, err := load.Rounds(m.Rounds, []side{m.request.ours, m.request.nginx}, func(s side, _ int) (float64, error) {
		result, err := m.open(ctx, s, rate, m.Duration)
		return float64(result.Quantile(p99)) / float64(time.Millisecond), err
	})
	if err != nil {
		return report.Figure{}, err
	}
	return report.Figure{
		Name: fmt.Sprintf("p99 at %.0f /s, against nginx", rate), Unit: "ms", Ours: values[0], Peer: values[1], Bound: report.AtMost(2.5),
	}, nil
}

// open asks for small answers at a rate, over connections that stay open.
func (m *measurement) open(ctx context.Context, s side, rate float64, duration time.Duration) (result load.Result, err error) {
	wires := make([]*wire, connections)
	for i := range wires {
		if wires[i], err = dialWire(ctx, s, pathSmall); err != nil {
			return result, err
		}
		defer func() { err = errors.Join(err, wires[i].close()) }()
	}
	return load.Open(ctx, connections, rate, duration, func(_ context.Context, worker, _ int) error {
		return wires[worker].ask(smallBytes)
	})
}
