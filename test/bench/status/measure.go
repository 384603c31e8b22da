// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package status measures the status controller with its default settings: how soon it knows about many Connectors, what
// it costs from then on, and whom tools that hang hold up.
package status

import (
	"context"
	"errors"
	"fmt"
	"time"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"

	"connectors.alauda.io/pkg/generated/clientset/versioned"
	"connectors.alauda.io/test/bench/report"
	"connectors.alauda.io/test/bench/stage"
)

// Options are the size of the measurement.
type Options struct {
	// Sizes are how many Connectors there are, the most at last. With those most is measured.
	Sizes []int
	// Interval is the one between two probes. It is the default of the controller in a measurement and shorter in a look.
	Interval time.Duration
	// Window is how long the cost of the smaller sizes is looked at, Steady how long that of the largest, and Hang how long
	// tools hang.
	Window, Steady, Hang time.Duration
	// Refresh is the age from which the controller writes probe times again, its default. The cost of the largest size is
	// looked at when statuses are older, so that these writes are part of it.
	Refresh time.Duration
	// Floor is how long plain writes of statuses are measured.
	Floor time.Duration
	// Say takes a line about what was seen.
	Say func(line string)
}

// Flags are those by which the controller has its default settings again, which the local stack changes.
func (o Options) Flags() []string {
	const backoff = 5
	return []string{
		"--probe-interval=" + o.Interval.String(),
		fmt.Sprintf("--probe-max-backoff=%s", backoff*o.Interval),
		"--class-check-interval=1m", "--class-check-max-backoff=5m",
		"--leader-elect-lease-duration=15s", "--leader-elect-renew-deadline=10s", "--leader-elect-retry-period=2s",
	}
}

// longest is how long the interval is with what it varies by, a tenth.
func (o Options) longest() time.Duration { return o.Interval + o.Interval/10 }

// measurement is one under way.
type measurement struct {
	Options
	stage *stage.Stage
	tools *tooling
	kube  kubernetes.Interface
	group versioned.Interface
}

// Measure measures on a stage whose controller has the flags of the options, and on which nothing else was done.
func Measure(ctx context.Context, s *stage.Stage, options Options) (figures []report.Figure, err error) {
	m := &measurement{Options: options, stage: s}
	if m.kube, m.group, err = unlimited(s.Admin()); err != nil {
		return nil, err
	}
	if m.tools, err = startTools(ctx); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, m.tools.stop()) }()
	if err := createClasses(ctx, m.group, m.tools.shared); err != nil {
		return nil, err
	}
	largest := len(options.Sizes) - 1
	for _, size := range options.Sizes[:largest] {
		more, err := m.small(ctx, m.population(size))
		figures = append(figures, more...)
		if err != nil {
			return figures, err
		}
	}
	more, err := m.large(ctx, m.population(options.Sizes[largest]))
	return append(figures, more...), err
}

// unlimited gives clients that wait for nobody but the server.
func unlimited(config *rest.Config) (kubernetes.Interface, versioned.Interface, error) {
	config.QPS = -1
	kube, err := kubernetes.NewForConfig(config)
	if err != nil {
		return nil, nil, err
	}
	group, err := versioned.NewForConfig(config)
	return kube, group, err
}

func (m *measurement) population(size int) population {
	return population{size: size, kube: m.kube, group: m.group, shared: m.tools.shared, own: m.tools.own}
}

func (m *measurement) say(format string, args ...any) { m.Say("  " + fmt.Sprintf(format, args...)) }

// absolute is a figure without a peer.
func absolute(name, unit string, value float64, bound report.Bound) report.Figure {
	return report.Figure{Name: name, Unit: unit, Ours: []float64{value}, Bound: bound}
}
