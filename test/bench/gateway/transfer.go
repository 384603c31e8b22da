// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"time"

	"connectors.alauda.io/test/bench/stage"
)

// perSecond is the unit of what is large.
const perSecond = "MiB/s"

// transfer returns MiB per second of what moves so many bytes, and says what the proxy spent meanwhile.
func (m *measurement) transfer(what string, bytes int64, move func() error) (float64, error) {
	before, err := stage.CPUOf(m.request.ours.pid)
	if err != nil {
		return 0, err
	}
	started := time.Now()
	if err := move(); err != nil {
		return 0, err
	}
	took := time.Since(started)
	after, err := stage.CPUOf(m.request.ours.pid)
	rate := float64(bytes>>20) / took.Seconds()
	m.say("%s: %.1f s, %.0f MiB/s, %s of processor time of the proxy", what, took.Seconds(), rate, after-before)
	return rate, err
}
