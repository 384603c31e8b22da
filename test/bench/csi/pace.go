// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package csi

import (
	"context"
	"fmt"
	"time"

	"connectors.alauda.io/test/bench/load"
	"connectors.alauda.io/test/bench/report"
	"connectors.alauda.io/test/bench/stage"
)

const (
	// shortest is the shortest life that a Pod may ask for, renewal after how much of it a token may be renewed.
	shortest = 10 * time.Minute
	renewal  = shortest * 60 / 100
	minted   = "POST serviceaccounts/token"
)

// pace republishes volumes at the pace of a kubelet, with tokens that the driver requests. Nothing makes real time go faster,
// so they have the shortest life that there is.
func (m *measurement) pace(ctx context.Context) ([]report.Figure, error) {
	if m.Pace == 0 {
		m.say("left out: it takes longer than the renewal of a token, %s", renewal)
		return nil, nil
	}
	// Tokens of the kubelet are requested before anything is counted.
	ours, asked := map[string]string{"token.expiration": shortest.String()}, traffic{}
	return m.holding(ctx, m.Volumes, ours, func(volumes []volume) ([]report.Figure, error) {
		cpu, err := stage.CPUOf(m.driver.PID)
		if err != nil {
			return nil, err
		}
		rate := float64(len(volumes)) / interval.Seconds()
		err = m.watched(ctx, asked, func() error {
			_, err := load.Open(ctx, makers, rate, m.Pace, func(ctx context.Context, _, n int) error {
				return m.kubelet.publish(ctx, volumes[n%len(volumes)])
			})
			return err
		})
		if err != nil {
			return nil, err
		}
		used, err := stage.CPUOf(m.driver.PID)
		if err != nil {
			return nil, err
		}
		m.say("%s with %d volumes; the API servers saw %s", m.Pace, len(volumes), asked)
		// The token that a volume has at the beginning lasts until the first renewal.
		most := float64(m.Pace / renewal)
		return []report.Figure{
			absolute(fmt.Sprintf("%s with tokens for %s, renewals of each", m.Pace, shortest), "", report.AtMost(most),
				asked[minted]/float64(len(volumes))),
			absolute(fmt.Sprintf("%d volumes at a kubelet's pace", len(volumes)), "% of a core", report.Bound{},
				100*(used-cpu).Seconds()/m.Pace.Seconds()),
		}, nil
	})
}
