// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"

	"connectors.alauda.io/test/bench/classapi"
	"connectors.alauda.io/test/bench/report"
	"connectors.alauda.io/test/bench/stage"
)

// classAPI measures the Connectors API and the class APIs that come with the project.
func (s settings) classAPI(ctx context.Context) ([]report.Figure, error) {
	options := classapi.Options{
		Rounds: 7, Asks: 15, References: 100_000, Tags: 10_000, Readers: 8, Parts: s.parts, Say: s.say,
	}
	if s.quick {
		options.Rounds, options.Asks = 3, 5
	}
	return s.onOwnStage(ctx, classapi.StageConfig(), func(running *stage.Stage) ([]report.Figure, error) {
		return classapi.Measure(ctx, running, options)
	})
}
