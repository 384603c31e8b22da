// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package csi

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"connectors.alauda.io/test/bench/load"
	"connectors.alauda.io/test/bench/report"
)

const (
	// interval is after how long a kubelet mounts again, at the soonest: with every second or so of its looks at a Pod, each a
	// minute and more after the other.
	interval = time.Minute

	maxAgain     = time.Millisecond
	maxMebibytes = 60
)

// republish looks at what it costs to have volumes.
func (m *measurement) republish(ctx context.Context) (figures []report.Figure, err error) {
	return m.holding(ctx, m.Volumes, nil, func(volumes []volume) ([]report.Figure, error) {
		idle, err := memoryOf(m.driver.PID)
		if err != nil {
			return nil, err
		}
		m.say("%d volumes: %s", len(volumes), idle)
		figures, err := m.hour(ctx, volumes)
		if err != nil {
			return figures, err
		}
		later, err := memoryOf(m.driver.PID)
		if err != nil {
			return figures, err
		}
		m.say("%d volumes, after republishes: %s", len(volumes), later)
		files, err := m.filesOf(volumes)
		return append(figures,
			absolute(fmt.Sprintf("memory with %d volumes", len(volumes)), "MiB", report.AtMost(maxMebibytes), idle.resident),
			absolute("the same after republishes of "+m.Hour.String(), "MiB", report.AtMost(maxMebibytes), later.resident),
			absolute("the same, most since the start", "MiB", report.Bound{}, later.most),
			absolute("files of a volume, beside that", "KiB", report.Bound{}, files),
		), err
	})
}

// holding calls look while so many volumes are on the node.
func (m *measurement) holding(
	ctx context.Context, count int, attributes map[string]string, look func([]volume) ([]report.Figure, error),
) (figures []report.Figure, err error) {
	volumes, err := m.volumes(ctx, count, attributes)
	if err != nil {
		return nil, err
	}
	if err := prepare(volumes); err != nil {
		return nil, err
	}
	defer func() {
		_, removal := load.Count(context.WithoutCancel(ctx), makers, len(volumes), func(ctx context.Context, _, n int) error {
			return m.kubelet.unpublish(ctx, volumes[n])
		})
		err = errors.Join(err, removal)
	}()
	_, err = load.Count(ctx, makers, len(volumes), func(ctx context.Context, _, n int) error {
		return m.kubelet.publish(ctx, volumes[n])
	})
	if err != nil {
		return nil, err
	}
	return look(volumes)
}

// hour makes the republishes of an hour in which nothing changes, one after the other, in turn with the peer.
func (m *measurement) hour(ctx context.Context, volumes []volume) ([]report.Figure, error) {
	before, err := m.ownTimes(ctx, unchanged)
	if err != nil {
		return nil, err
	}
	ours, peer, asked := &starts{}, &starts{}, traffic{}
	const rounds = 5
	repeated := slices.Repeat(volumes, int(m.Hour/interval)/rounds)
	sides := []func() error{
		func() error {
			return m.watched(ctx, asked, func() error { return m.kubelet.timed(ctx, repeated, 1, ours) })
		},
		func() error { return m.bare.timed(ctx, repeated, 1, peer) },
	}
	_, err = load.Rounds(rounds, sides, func(side func() error, _ int) (float64, error) { return 0, side() })
	if err != nil {
		return nil, err
	}
	after, err := m.ownTimes(ctx, unchanged)
	if err != nil {
		return nil, err
	}
	calls := float64(rounds * len(repeated))
	m.say("%.0f republishes; the API servers saw %s", calls, asked)
	return []report.Figure{
		absolute("republish, processor time", "ms", report.AtMost(milliseconds(maxAgain)), ours.cpu...),
		against("republish, processor time", "ms", ours.cpu, peer.cpu),
		absolute("republish, p99", "ms", report.Bound{}, ours.p99...),
		absolute("republish, own time p99", "ms", report.Bound{}, milliseconds(after.since(before).quantile(0.99))),
		absolute("republish, API reads", "per call", report.Bound{}, asked.reads()/calls),
		absolute("republish, API writes", "in all", report.Bound{Upper: true}, asked.writes()),
	}, nil
}
