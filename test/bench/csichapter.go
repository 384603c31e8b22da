// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"time"

	"connectors.alauda.io/test/bench/csi"
	"connectors.alauda.io/test/bench/report"
	"connectors.alauda.io/test/bench/stage"
)

// csi measures connectors-csi where something can be mounted.
func (s settings) csi(ctx context.Context) ([]report.Figure, error) {
	if why := stage.CannotRunCSI(); why != "" {
		s.say("left out: " + why)
		return nil, nil
	}
	options := csi.Options{
		Rounds: 5, Singles: 250, Burst: 100, Volumes: 250, Hour: time.Hour, Pace: 8 * time.Minute, Parts: s.parts, Say: s.say,
	}
	if s.quick {
		options.Rounds, options.Singles, options.Hour, options.Pace = 3, 100, 10*time.Minute, 0
	}
	return s.onOwnStage(ctx, stage.Config{}, func(running *stage.Stage) ([]report.Figure, error) {
		return csi.Measure(ctx, running, options)
	})
}
