// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"context"

	"connectors.alauda.io/test/bench/load"
	"connectors.alauda.io/test/bench/report"
)

// downloads is how many large answers are under way at a time.
const downloads = 8

// large compares answers of 10 MiB.
func (m *measurement) large(ctx context.Context) ([]report.Figure, error) {
	sides := []side{m.request.ours, m.request.nginx, m.request.roomy, m.request.bare}
	values, err := load.Rounds(m.Rounds, sides, func(s side, _ int) (float64, error) {
		result, err := m.wrk(ctx, s, pathLarge, downloads, m.LargeDuration)
		if err != nil {
			return 0, err
		}
		m.say("%s: %.0f MiB/s, %.0f µs of processor time each MiB", s.name, result.mebibytes(),
			float64(result.cpu.Microseconds())/(result.Bytes/(1<<20)))
		return result.mebibytes(), nil
	})
	if err != nil {
		return nil, err
	}
	return []report.Figure{
		{Name: "10 MiB answers, against nginx", Unit: perSecond, Ours: values[0], Peer: values[1], Bound: report.AtLeast(1.2)},
		{Name: "10 MiB answers, against nginx with large buffers", Unit: perSecond, Ours: values[0], Peer: values[2], Bound: report.AtLeast(0.7)},
		{Name: "10 MiB answers, a bare proxy against nginx", Unit: perSecond, Ours: values[3], Peer: values[1]},
	}, nil
}
