// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package csi measures connectors-csi, the real binary at its real socket in a real stack. There is no node: this program
// plays the kubelet, with Pods that are in the cluster and tokens as a kubelet requests them.
package csi

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
	// Rounds is how often Pods start. Singles start one after the other in each round, Burst at once.
	Rounds, Singles, Burst int
	// Volumes is how many there are on the node while memory and republishing are looked at.
	Volumes int
	// Hour is the time whose republishes are made, one after the other.
	Hour time.Duration
	// Pace is how long volumes with the shortest tokens are republished at the pace of a kubelet; zero leaves that out.
	Pace time.Duration
	// Parts are the names of the parts to measure.
	Parts *regexp.Regexp
	// Say takes a line about what was seen.
	Say func(line string)
}

// measurement is one under way.
type measurement struct {
	Options
	stage   *stage.Stage
	driver  stage.CSIDriver
	ground  *ground
	kubelet *kubelet
	bare    *bare
}

// Measure measures on a stage of its own. Where nothing can be mounted it says so and measures nothing.
func Measure(ctx context.Context, s *stage.Stage, options Options) (figures []report.Figure, err error) {
	dir, err := os.MkdirTemp("", "bench-csi-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	m := &measurement{Options: options, stage: s}
	if m.ground, err = prepareGround(ctx, s, max(options.Singles, options.Burst, options.Volumes)); err != nil {
		return nil, fmt.Errorf("preparing the stack: %w", err)
	}
	if m.driver, err = s.RunCSI(ctx, dir); err != nil {
		return nil, err
	}
	// The mounts end with the driver, and only then can the directories be removed.
	defer func() { err = errors.Join(err, s.Kill(context.WithoutCancel(ctx), stage.CSI)) }()
	if m.kubelet, err = newKubelet(ctx, m.driver); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, m.kubelet.close()) }()
	if m.bare, err = startBare(ctx, s.Admin(), dir); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, m.bare.close(), m.bare.process.Stop()) }()
	return m.parts(ctx)
}

// parts measures one thing after the other. A part that fails does not keep the others from being measured.
func (m *measurement) parts(ctx context.Context) (figures []report.Figure, err error) {
	for _, part := range []struct {
		name    string
		measure func(context.Context) ([]report.Figure, error)
	}{
		{"one by one", m.oneByOne},
		{"at once", m.atOnce},
		{"republish", m.republish},
		{"pace", m.pace},
	} {
		if !m.Parts.MatchString(part.name) {
			continue
		}
		m.say("%s", part.name)
		more, failed := part.measure(ctx)
		if failed != nil {
			err = errors.Join(err, fmt.Errorf("%s: %w", part.name, failed))
		}
		figures = append(figures, more...)
		if ctx.Err() != nil {
			return figures, err
		}
	}
	return figures, err
}

func (m *measurement) say(format string, args ...any) { m.Say("  " + fmt.Sprintf(format, args...)) }

// absolute is a figure without a peer, of one value for each round.
func absolute(name, unit string, bound report.Bound, values ...float64) report.Figure {
	return report.Figure{Name: "csi, " + name, Unit: unit, Ours: values, Bound: bound}
}

// against is a figure that is compared with the peer.
func against(name, unit string, ours, peer []float64) report.Figure {
	return report.Figure{Name: "csi, " + name + " against a bare driver", Unit: unit, Ours: ours, Peer: peer}
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
