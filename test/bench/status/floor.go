// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package status

import (
	"context"
	"fmt"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/test/bench/load"
	"connectors.alauda.io/test/bench/report"
	"connectors.alauda.io/test/bench/stage"
)

// writers is how many Connectors the controller reconciles at once, by default.
const writers = 16

// floor compares how fast statuses were written while a population became Ready, when Connectors, Services and Events were
// created and tools probed as well, with how fast they are written by as many workers that do nothing else.
func (m *measurement) floor(ctx context.Context, p population, a arrival) (report.Figure, error) {
	if err := m.stage.Kill(ctx, stage.Controller); err != nil {
		return report.Figure{}, err
	}
	rate, err := m.plainWrites(ctx, p)
	if err != nil {
		return report.Figure{}, err
	}
	return report.Figure{
		Name: named(p.size, "writes until Ready"), Unit: "/s",
		Ours: []float64{a.writeRate()}, Peer: []float64{rate},
	}, nil
}

// plainWrites writes statuses for a while and returns how many per second. Each worker has a Connector of its own.
func (m *measurement) plainWrites(ctx context.Context, p population) (float64, error) {
	const inPart = parts - 1
	connectors := p.group.ConnectorsV1alpha1().Connectors(p.namespace(inPart))
	list, err := connectors.List(ctx, metav1.ListOptions{})
	if err != nil {
		return 0, fmt.Errorf("listing connectors: %w", err)
	}
	workers := min(writers, len(list.Items))
	result, err := load.For(ctx, workers, m.Floor, func(ctx context.Context, worker, n int) error {
		updated := list.Items[worker].DeepCopy()
		for i := range updated.Status.Conditions {
			updated.Status.Conditions[i].LastProbeTime = metav1.NewTime(time.Unix(int64(n), 0))
		}
		written, err := connectors.UpdateStatus(ctx, updated, metav1.UpdateOptions{})
		if err == nil {
			list.Items[worker] = *written
		}
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("writing statuses: %w", err)
	}
	return result.Rate(), nil
}
