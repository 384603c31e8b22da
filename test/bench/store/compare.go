// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package store

import (
	"context"
	"fmt"
	"time"

	"k8s.io/client-go/rest"

	"connectors.alauda.io/test/bench/load"
	"connectors.alauda.io/test/bench/report"
	"connectors.alauda.io/test/bench/stage"
)

const (
	workers     = 16
	connections = 4
)

// Options are the size of the comparison.
type Options struct {
	// Objects is how many objects each side holds, Rounds how often the sides take turns.
	Objects, Rounds int
	// Duration is how long a side is asked in one round.
	Duration time.Duration
	// Events is how many events reach every watcher in one round.
	Events int
	// Around is called around every measurement of ours and of the peer, if it is not nil.
	Around load.Around
}

// Bounds are the targets of a comparison.
type Bounds struct {
	Create, Update, Get, List, Watch report.Bound
}

// A Comparison is between Connectors, reached over one way, and custom resources. It is made by New.
type Comparison struct {
	label      string
	options    Options
	bounds     Bounds
	ours, peer *side
}

// New prepares empty namespaces that are called after label. Ours is how Connectors are reached.
func New(ctx context.Context, s *stage.Stage, label string, ours *rest.Config, options Options, bounds Bounds) (*Comparison, error) {
	c := &Comparison{label: label, options: options, bounds: bounds}
	var err error
	if c.ours, err = newSide(ctx, s, stage.Group, "bench-"+label, ours); err != nil {
		return nil, err
	}
	c.peer, err = newSide(ctx, s, stage.PeerGroup, "bench-"+label+"-peer", s.Kube())
	return c, err
}

func newSide(ctx context.Context, s *stage.Stage, group, namespace string, config *rest.Config) (*side, error) {
	if err := s.Namespace(ctx, namespace); err != nil {
		return nil, err
	}
	made := &side{
		group: group, namespace: namespace,
		dial: func() (*stage.Client, error) { return stage.NewClient(config) },
	}
	for range connections {
		client, err := made.dial()
		if err != nil {
			return nil, err
		}
		made.clients = append(made.clients, client)
	}
	return made, nil
}

// Create makes the objects.
func (c *Comparison) Create(ctx context.Context) (report.Figure, error) {
	return c.compare(ctx, "create", "/s", c.bounds.Create, func(s *side, _ int) (float64, error) {
		return s.create(ctx, c.options.Objects/c.options.Rounds)
	})
}

// Use updates, gets, lists and watches the objects.
func (c *Comparison) Use(ctx context.Context) ([]report.Figure, error) {
	number := c.options.Objects / c.options.Rounds
	var figures []report.Figure
	for _, each := range []struct {
		what, unit string
		bound      report.Bound
		measure    func(s *side, round int) (float64, error)
	}{
		{"update", "/s", c.bounds.Update, func(s *side, round int) (float64, error) {
			return s.update(ctx, round*number, number, round)
		}},
		{"get", "/s", c.bounds.Get, func(s *side, _ int) (float64, error) { return s.get(ctx, c.options) }},
		{fmt.Sprintf("list of %d", len(c.ours.objects)), "/s", c.bounds.List, func(s *side, _ int) (float64, error) {
			return s.list(ctx, c.options)
		}},
		{fmt.Sprintf("events to %d watchers", watchers), "/s", c.bounds.Watch, func(s *side, round int) (float64, error) {
			return s.watch(ctx, c.options, round)
		}},
	} {
		figure, err := c.compare(ctx, each.what, each.unit, each.bound, each.measure)
		if err != nil {
			return figures, err
		}
		figures = append(figures, figure)
	}
	return figures, nil
}

func (c *Comparison) compare(
	ctx context.Context, what, unit string, bound report.Bound, measure func(s *side, round int) (float64, error),
) (report.Figure, error) {
	title := what + ", " + c.label
	values, err := load.Rounds(c.options.Rounds, []*side{c.ours, c.peer}, func(s *side, round int) (float64, error) {
		return c.options.Around.Measure(ctx, what+"-"+s.namespace, round, func() (float64, error) { return measure(s, round) })
	})
	if err != nil {
		return report.Figure{}, fmt.Errorf("%s: %w", title, err)
	}
	return report.Figure{Name: title, Unit: unit, Ours: values[0], Peer: values[1], Bound: bound}, nil
}
