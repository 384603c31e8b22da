// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package status

import (
	"context"
	"fmt"
	"time"

	"k8s.io/component-base/metrics/testutil"

	"connectors.alauda.io/test/bench/stage"
)

const (
	writesMetric = "connectors_controller_status_writes_total"
	reasonLabel  = "reason"
	refreshed    = "refreshed"

	memoryPause = 5 * time.Second
)

// cost is what the controller spent in a while.
type cost struct {
	elapsed, cpu time.Duration
	// memory is the most that it held, in bytes.
	memory int64
	// refreshed are writes of nothing but probe times, changed all others.
	refreshed, changed float64
}

// coreShare is in percent of one core.
func (c cost) coreShare() float64 { return 100 * c.cpu.Seconds() / c.elapsed.Seconds() }

func (c cost) mebibytes() float64 { return float64(c.memory) / (1 << 20) }

func (c cost) writesPerSecond() float64 { return (c.refreshed + c.changed) / c.elapsed.Seconds() }

func (c cost) String() string {
	return fmt.Sprintf("in %s: %.1f %% of a core, %.0f MiB, %.0f statuses refreshed, %.0f changed",
		c.elapsed.Round(time.Second), c.coreShare(), c.mebibytes(), c.refreshed, c.changed)
}

// spend looks at what the controller spends for as long as duration.
func spend(ctx context.Context, s *stage.Stage, duration time.Duration) (cost, error) {
	writes, err := statusWrites(ctx, s)
	if err != nil {
		return cost{}, err
	}
	cpu, err := s.CPU(stage.Controller)
	if err != nil {
		return cost{}, err
	}
	started := time.Now()
	memory, err := mostMemory(ctx, s, duration)
	if err != nil {
		return cost{}, err
	}
	spent := cost{elapsed: time.Since(started), memory: memory}
	after, err := s.CPU(stage.Controller)
	if err != nil {
		return cost{}, err
	}
	spent.cpu = after - cpu
	writesAfter, err := statusWrites(ctx, s)
	if err != nil {
		return cost{}, err
	}
	for reason, count := range writesAfter {
		if reason == refreshed {
			spent.refreshed += count - writes[reason]
		} else {
			spent.changed += count - writes[reason]
		}
	}
	return spent, nil
}

// mostMemory is the most of what is seen now and then, garbage included.
func mostMemory(ctx context.Context, s *stage.Stage, duration time.Duration) (int64, error) {
	end := time.NewTimer(duration)
	defer end.Stop()
	tick := time.NewTicker(memoryPause)
	defer tick.Stop()
	var most int64
	for {
		held, err := s.Memory(stage.Controller)
		if err != nil {
			return 0, err
		}
		most = max(most, held)
		select {
		case <-ctx.Done():
			return 0, ctx.Err()
		case <-end.C:
			return most, nil
		case <-tick.C:
		}
	}
}

// statusWrites reads how many statuses the controller has written, by reason.
func statusWrites(ctx context.Context, s *stage.Stage) (map[string]float64, error) {
	text, err := s.ControllerMetrics(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading the metrics of the controller: %w", err)
	}
	found := testutil.NewMetrics()
	if err := testutil.ParseMetrics(string(text), &found); err != nil {
		return nil, fmt.Errorf("the metrics of the controller: %w", err)
	}
	writes := map[string]float64{}
	for _, sample := range found[writesMetric] {
		writes[string(sample.Metric[reasonLabel])] = float64(sample.Value)
	}
	return writes, nil
}
