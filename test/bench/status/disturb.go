// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package status

import (
	"context"
	"fmt"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"

	"connectors.alauda.io/test/bench/report"
)

// probeTimeout is how long the controller waits for an answer, by default, and some more.
const probeTimeout = 12 * time.Second

// rotate changes a Secret that a tenth of all Connectors share, and measures until the last tool was shown the new one.
func (m *measurement) rotate(ctx context.Context, p population, _ *follower) (report.Figure, error) {
	number := p.part(firstPart).Count
	changed := time.Now()
	if err := p.rotate(ctx); err != nil {
		return report.Figure{}, err
	}
	var found holders
	err := wait.PollUntilContextTimeout(ctx, awaitPause, patience, true, func(ctx context.Context) (bool, error) {
		var err error
		found, err = m.tools.holders(ctx, newPassword)
		return found.Count == number, err
	})
	if err != nil {
		return report.Figure{}, fmt.Errorf("%d of %d tools were shown the changed secret: %w", found.Count, number, err)
	}
	return absolute(fmt.Sprintf("a Secret of %d changed, all probed after", number), "s",
		found.Last.Sub(changed).Seconds(), report.AtMost(maxSecret)), nil
}

func (m *measurement) hangAtOwnPort(ctx context.Context, p population, f *follower) (report.Figure, error) {
	return m.hang(ctx, p, f, p.part(ownPortPart), "at a port of their own")
}

func (m *measurement) hangAtSamePort(ctx context.Context, p population, f *follower) (report.Figure, error) {
	return m.hang(ctx, p, f, p.part(samePortPart), "at the port of the others")
}

// hang lets tools accept and never answer, and measures by how much the probes of the others are late. It returns once all
// are well again.
func (m *measurement) hang(ctx context.Context, p population, f *follower, tools span, where string) (report.Figure, error) {
	if err := m.tools.forget(ctx); err != nil {
		return report.Figure{}, err
	}
	if err := m.tools.hang(ctx, tools); err != nil {
		return report.Figure{}, err
	}
	spent, err := spend(ctx, m.stage, m.Hang)
	if err != nil {
		return report.Figure{}, err
	}
	gaps, err := m.tools.gaps(ctx)
	if err != nil {
		return report.Figure{}, err
	}
	late := delays(gaps, m.longest(), func(tool int) bool { return tool < p.size && !tools.holds(tool) })
	m.say("%d hang %s, %s; %d gaps of the others, delay p50 %.1f s, p99 %.1f s, most %.1f s", tools.Count, where, spent, len(late),
		quantile(late, 0.5).Seconds(), quantile(late, 0.99).Seconds(), quantile(late, 1).Seconds())
	if err := m.tools.hang(ctx, span{}); err != nil {
		return report.Figure{}, err
	}
	// Those that are still waited for fail when their time is over.
	if err := until(ctx, time.Now().Add(probeTimeout)); err != nil {
		return report.Figure{}, err
	}
	if _, err := f.awaitReady(ctx, p.size, patience); err != nil {
		return report.Figure{}, fmt.Errorf("after tools hung: %w", err)
	}
	return absolute(fmt.Sprintf("%d hang %s, delay of the others, p99", tools.Count, where), "s",
		quantile(late, 0.99).Seconds(), report.AtMost(maxDelay)), nil
}
