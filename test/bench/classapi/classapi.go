// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package classapi measures the Connectors API: how long a page of a large list takes through connectors/api of a real stack, against
// the clients that people have for the same, which list all of it; and which operation a request is for among many.
package classapi

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"

	"connectors.alauda.io/test/bench/load"
	"connectors.alauda.io/test/bench/report"
	"connectors.alauda.io/test/bench/stage"
)

// chapter is what the names of figures begin with.
const chapter = "connectors/api, "

// Options are the size of the measurement.
type Options struct {
	// Rounds is how often each side has its turn, Asks how often it asks in each.
	Rounds, Asks int
	// References is how many branches and tags the repository has, Tags how many the registry has.
	References, Tags int
	// Readers is how many clients page through all references at once while memory is looked at.
	Readers int
	// Parts are the names of the parts to measure.
	Parts *regexp.Regexp
	// Say takes a line about what was seen.
	Say func(line string)
}

// StageConfig says what the stack needs: the class APIs, and the controller, which finds them and then rests.
func StageConfig() stage.Config {
	return stage.Config{ClassAPI: true, Controller: []string{
		"--probe-interval=1h", "--probe-max-backoff=1h", "--class-check-max-backoff=1h",
	}}
}

// measurement is one under way.
type measurement struct {
	Options
	stage *stage.Stage
	dir   string
}

// Measure measures on a stage that has the StageConfig and on which nothing else was done.
func Measure(ctx context.Context, s *stage.Stage, options Options) (figures []report.Figure, err error) {
	dir, err := os.MkdirTemp("", "connectors-bench-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	m := &measurement{Options: options, stage: s, dir: dir}
	if err := m.prepareGround(ctx); err != nil {
		return nil, fmt.Errorf("preparing the stack: %w", err)
	}
	return m.parts(ctx)
}

// parts measures one thing after the other. A part that fails does not keep the others from being measured.
func (m *measurement) parts(ctx context.Context) (figures []report.Figure, err error) {
	for _, part := range []struct {
		name    string
		measure func(context.Context) ([]report.Figure, error)
	}{
		{"routing", m.routing},
		// Memory of a class API that has done nothing yet is looked at there.
		{"references", m.references},
		{"tags", m.tags},
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

// ask has something listed once.
type ask func(context.Context) error

// medians gives the medians of the sides in milliseconds, by side and round.
func (m *measurement) medians(ctx context.Context, sides ...ask) ([][]float64, error) {
	return load.Rounds(m.Rounds, sides, func(side ask, _ int) (float64, error) {
		result, err := load.Count(ctx, 1, m.Asks, func(ctx context.Context, _, _ int) error { return side(ctx) })
		return float64(result.Quantile(0.5).Microseconds()) / 1000, err
	})
}

// absolute is a figure without a peer, of one value for each round.
func absolute(name, unit string, most float64, values ...float64) report.Figure {
	return report.Figure{Name: chapter + name, Unit: unit, Ours: values, Bound: report.AtMost(most)}
}

// against is a peer with its values, one for each round.
type against struct {
	name, unit string
	values     []float64
}

func (a against) figure(name string, ours []float64, bound report.Bound) report.Figure {
	return report.Figure{Name: chapter + name + ", against " + a.name, Unit: a.unit, Ours: ours, Peer: a.values, Bound: bound}
}
