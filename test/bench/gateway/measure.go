// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package gateway measures connectors-proxy, the real binary in a real stack, against nginx and against a bare
// httputil.ReverseProxy: each a process of its own with one processor, asked the same by the same clients in turns.
package gateway

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"time"

	"connectors.alauda.io/test/bench/report"
	"connectors.alauda.io/test/bench/stage"
)

// Options are the size of the measurement.
type Options struct {
	// Rounds is how often each side is asked, Duration how long at a time, and LargeDuration for large answers; in whole
	// seconds.
	Rounds                  int
	Duration, LargeDuration time.Duration
	// Crowd is how many Connectors there are in the stack that has many.
	Crowd int
	// Watches is how many answers stay open at once.
	Watches int
	// CloneBytes and PullBytes are the sizes of a git repository and of an image, BulkRounds how often each is fetched.
	CloneBytes, PullBytes int64
	BulkRounds            int
	// TunnelDuration is how long tunnels are opened in each round.
	TunnelDuration time.Duration
	// Steady is how long the proxy is looked at under a steady load.
	Steady time.Duration
	// OnCrowdedStage calls measure with a second stack, which it starts and stops.
	OnCrowdedStage func(ctx context.Context, measure func(*stage.Stage) ([]report.Figure, error)) ([]report.Figure, error)
	// Parts are the names of the parts to measure.
	Parts *regexp.Regexp
	// Say takes a line about what was seen.
	Say func(line string)
}

// StageConfig says what the stack needs: the proxy, with one processor as its peers have, which lets in as many
// requests as are under way here.
func StageConfig() stage.Config {
	return stage.Config{
		Proxy:    []string{"--max-requests-inflight=20000"},
		ProxyEnv: []string{"GOMAXPROCS=1"},
	}
}

// measurement is one under way.
type measurement struct {
	Options
	stage   *stage.Stage
	dir     string
	cores   cores
	ground  *ground
	tools   *nginx
	request *requestSides
}

// Measure measures on a stage that has the StageConfig and on which nothing else was done. A part that fails does not
// keep the others from being measured.
func Measure(ctx context.Context, s *stage.Stage, options Options) (figures []report.Figure, err error) {
	if err := requireTools(); err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "connectors-bench-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	m := &measurement{Options: options, stage: s, dir: dir}
	if m.cores, err = findCores(options.Say); err != nil {
		return nil, err
	}
	if m.ground, err = prepareGround(ctx, s); err != nil {
		return nil, fmt.Errorf("preparing the stack: %w", err)
	}
	if m.tools, err = startTool(ctx, dir); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, m.tools.stop(ctx)) }()
	if m.request, err = m.startSides(ctx); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, m.request.stop(ctx)) }()
	return m.parts(ctx)
}

func (m *measurement) say(format string, args ...any) { m.Say("  " + fmt.Sprintf(format, args...)) }
