// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"connectors.alauda.io/test/bench/load"
	"connectors.alauda.io/test/bench/report"
)

const (
	// steadyRate is how many requests there are in a second, steadyFresh of how many one comes over a new connection.
	steadyRate  = 2000
	steadyFresh = 50
	// samples is how often the proxy is looked at, early and late the shares of them that are compared. What came before is
	// the way up.
	samples = 60
	third   = samples / 3
)

// steady compares what the proxy holds early and late under a load that stays the same.
func (m *measurement) steady(ctx context.Context) ([]report.Figure, error) {
	loaded, stop := context.WithCancel(ctx)
	defer stop()
	var group errgroup.Group
	group.Go(func() error {
		defer stop()
		return m.steadyLoad(loaded)
	})
	seen, err := m.watchOver(loaded)
	stop()
	if loadErr := group.Wait(); !errors.Is(loadErr, context.Canceled) {
		err = errors.Join(err, loadErr)
	}
	if err != nil {
		return nil, err
	}
	early, late := seen[third:2*third], seen[2*third:]
	figure := func(name, unit string, of func(sample) float64) report.Figure {
		return report.Figure{
			Name: fmt.Sprintf("%s of steady load, %s late against early", m.Steady, name), Unit: unit,
			Ours: []float64{median(late, of)}, Peer: []float64{median(early, of)}, Bound: report.AtMost(1.05),
		}
	}
	return []report.Figure{
		figure("memory", "MiB", func(s sample) float64 { return s.mebibytes }),
		figure("goroutines", "", func(s sample) float64 { return s.goroutines }),
		figure("connections", "", func(s sample) float64 { return s.connections }),
	}, nil
}

// steadyLoad asks until ctx ends.
func (m *measurement) steadyLoad(ctx context.Context) (err error) {
	wires := make([]*wire, connections)
	defer func() {
		for _, w := range wires {
			if w != nil {
				err = errors.Join(err, w.close())
			}
		}
	}()
	_, err = load.Open(ctx, connections, steadyRate, 2*m.Steady, func(ctx context.Context, worker, n int) error {
		var err error
		if n%steadyFresh == 0 && wires[worker] != nil {
			err, wires[worker] = wires[worker].close(), nil
		}
		if err == nil && wires[worker] == nil {
			wires[worker], err = dialWire(ctx, m.request.ours, pathSmall)
		}
		if err != nil {
			return err
		}
		return wires[worker].ask(smallBytes)
	})
	return err
}

// watchOver looks at the proxy until the time is over.
func (m *measurement) watchOver(ctx context.Context) ([]sample, error) {
	tick := time.NewTicker(m.Steady / samples)
	defer tick.Stop()
	seen := make([]sample, 0, samples)
	for range samples {
		select {
		case <-ctx.Done():
			return nil, errors.New("the load ended early")
		case <-tick.C:
		}
		s, err := m.look(ctx)
		if err != nil {
			return nil, err
		}
		seen = append(seen, s)
	}
	return seen, nil
}
