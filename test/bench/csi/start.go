// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package csi

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"connectors.alauda.io/test/bench/load"
	"connectors.alauda.io/test/bench/report"
	"connectors.alauda.io/test/bench/stage"
)

const (
	maxSingle = 50 * time.Millisecond
	maxBurst  = 250 * time.Millisecond
	maxOwn    = 5 * time.Millisecond
)

// starts is what was seen of Pods that started together or in turn, one value for each round, in milliseconds.
type starts struct{ median, p99, own, cpu, removal []float64 }

func (m *measurement) oneByOne(ctx context.Context) ([]report.Figure, error) {
	ours, peer, err := m.start(ctx, m.Singles, 1)
	if err != nil {
		return nil, err
	}
	return append(figures("one by one", ours, peer, maxSingle),
		absolute("publish one by one, own time p99", "ms", report.AtMost(milliseconds(maxOwn)), ours.own...)), nil
}

func (m *measurement) atOnce(ctx context.Context) ([]report.Figure, error) {
	ours, peer, err := m.start(ctx, m.Burst, m.Burst)
	if err != nil {
		return nil, err
	}
	how := fmt.Sprintf("%d at once", m.Burst)
	return append(figures(how, ours, peer, maxBurst),
		// All wait for processors then, so that what is our own is the processor time.
		absolute("publish "+how+", own time p99", "ms", report.Bound{}, ours.own...),
		absolute("publish "+how+", processor time", "ms", report.AtMost(milliseconds(maxOwn)), ours.cpu...)), nil
}

func figures(how string, ours, peer *starts, most time.Duration) []report.Figure {
	return []report.Figure{
		absolute("publish "+how+", p99", "ms", report.AtMost(milliseconds(most)), ours.p99...),
		against("publish "+how+", p50", "ms", ours.median, peer.median),
		against("publish "+how+", p99", "ms", ours.p99, peer.p99),
		absolute("unpublish "+how+", p99", "ms", report.Bound{}, ours.removal...),
	}
}

// start has count Pods start, so many at a time, by our driver and by the peer in turn.
func (m *measurement) start(ctx context.Context, count, workers int) (ours, peer *starts, err error) {
	ours, peer = &starts{}, &starts{}
	sides := []func([]volume) error{
		func(volumes []volume) error { return m.publishAndRemove(ctx, volumes, workers, ours) },
		func(volumes []volume) error { return m.bare.timed(ctx, volumes, workers, peer) },
	}
	_, err = load.Rounds(m.Rounds, sides, func(side func([]volume) error, _ int) (float64, error) {
		volumes, err := m.volumes(ctx, count, nil)
		if err != nil {
			return 0, err
		}
		return 0, side(volumes)
	})
	return ours, peer, err
}

// publishAndRemove measures volumes that are mounted for the first time.
func (m *measurement) publishAndRemove(ctx context.Context, volumes []volume, workers int, seen *starts) error {
	if err := prepare(volumes); err != nil {
		return err
	}
	before, err := m.ownTimes(ctx, changed)
	if err != nil {
		return err
	}
	if err := m.kubelet.timed(ctx, volumes, workers, seen); err != nil {
		return err
	}
	after, err := m.ownTimes(ctx, changed)
	if err != nil {
		return err
	}
	if err := m.check(volumes); err != nil {
		return err
	}
	removal, err := load.Count(ctx, workers, len(volumes), func(ctx context.Context, _, n int) error {
		return m.kubelet.unpublish(ctx, volumes[n])
	})
	seen.own = append(seen.own, milliseconds(after.since(before).quantile(0.99)))
	seen.removal = append(seen.removal, milliseconds(removal.Quantile(0.99)))
	return err
}

// timed publishes volumes and notes how long that took.
func (k *kubelet) timed(ctx context.Context, volumes []volume, workers int, seen *starts) error {
	before, err := stage.CPUOf(k.pid)
	if err != nil {
		return err
	}
	result, err := load.Count(ctx, workers, len(volumes), func(ctx context.Context, _, n int) error {
		return k.publish(ctx, volumes[n])
	})
	if err != nil {
		return err
	}
	after, err := stage.CPUOf(k.pid)
	seen.median = append(seen.median, milliseconds(result.Quantile(0.5)))
	seen.p99 = append(seen.p99, milliseconds(result.Quantile(0.99)))
	seen.cpu = append(seen.cpu, milliseconds(after-before)/float64(len(volumes)))
	return err
}

// check looks whether Pods would have their files.
func (m *measurement) check(volumes []volume) error {
	for _, v := range volumes {
		for _, file := range []string{"context.token", ".gitconfig", "ca.crt"} {
			info, err := os.Stat(m.kubelet.seen(filepath.Join(v.target, file)))
			if err != nil {
				return fmt.Errorf("a volume was published without files: %w", err)
			}
			if info.Size() == 0 {
				return fmt.Errorf("a volume was published with nothing in %s", file)
			}
		}
	}
	return nil
}
