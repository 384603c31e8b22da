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
	"connectors.alauda.io/test/bench/stage"
)

const (
	// dialers is how many watches are opened at a time.
	dialers = 16

	settlePause    = time.Second
	settlePatience = 20 * time.Second
	// settled is the share of memory by which a process may still change within a pause.
	settled = 0.01
)

// held opens watches and tells how many KiB the proxy grew by for each.
func (m *measurement) held(
	ctx context.Context, over string, most float64, dial func(ctx context.Context, n int) (*wire, error),
) (figure report.Figure, err error) {
	before, err := m.restarted(ctx)
	if err != nil {
		return figure, err
	}
	wires := make([]*wire, m.Watches)
	defer func() {
		for _, w := range wires {
			if w != nil {
				err = errors.Join(err, w.close())
			}
		}
	}()
	_, err = load.Count(ctx, dialers, m.Watches, func(ctx context.Context, _, n int) error {
		var err error
		if wires[n], err = dial(ctx, n); err != nil {
			return fmt.Errorf("watch %d: %w", n, err)
		}
		return wires[n].begin()
	})
	if err != nil {
		return figure, err
	}
	after, err := settledMemory(ctx, m.request.ours.pid)
	m.say("%d watches over %s: %d MiB before, %d MiB with them", m.Watches, over, before>>20, after>>20)
	each := float64(after-before) / (1 << 10) / float64(m.Watches)
	return report.Figure{
		Name: fmt.Sprintf("memory of each of %d watches, %s", m.Watches, over), Unit: "KiB", Ours: []float64{each}, Bound: report.AtMost(most),
	}, err
}

// restarted gives the memory of a proxy that has just started: one that was busy before has garbage to reuse, in which
// watches would find place.
func (m *measurement) restarted(ctx context.Context) (int64, error) {
	if err := m.stage.Restart(ctx, stage.Proxy); err != nil {
		return 0, err
	}
	var err error
	if m.request.ours.pid, err = m.stage.PID(stage.Proxy); err != nil {
		return 0, err
	}
	if err := m.cores.proxy(ctx, m.request.ours.pid); err != nil {
		return 0, err
	}
	if err := m.warm(ctx, m.request.ours); err != nil {
		return 0, err
	}
	return settledMemory(ctx, m.request.ours.pid)
}

// settledMemory is the memory of a process once it hardly changes.
func settledMemory(ctx context.Context, pid int) (int64, error) {
	tick := time.NewTicker(settlePause)
	defer tick.Stop()
	patience := time.After(settlePatience)
	last, err := stage.ResidentOf(pid)
	for err == nil {
		select {
		case <-ctx.Done():
			return 0, ctx.Err()
		case <-patience:
			return last, nil
		case <-tick.C:
		}
		var now int64
		now, err = stage.ResidentOf(pid)
		if change := float64(max(now-last, last-now)); err == nil && change < settled*float64(last) {
			return now, nil
		}
		last = now
	}
	return 0, err
}
