// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"connectors.alauda.io/test/bench/csi"
	"connectors.alauda.io/test/bench/engine"
	"connectors.alauda.io/test/bench/gateway"
	"connectors.alauda.io/test/bench/report"
	"connectors.alauda.io/test/bench/stage"
	"connectors.alauda.io/test/bench/status"
	"connectors.alauda.io/test/bench/store"
	"connectors.alauda.io/test/bench/tunnel"
)

// A chapter is a part of the table that can be measured alone.
type chapter struct {
	name    string
	measure func(context.Context) ([]report.Figure, error)
}

func (s settings) chapters(running *stage.Stage) []chapter {
	return []chapter{
		// The first one, since it compares the growth of servers that have done nothing yet.
		{"own port", func(ctx context.Context) ([]report.Figure, error) { return s.direct(ctx, running) }},
		{"kube-apiserver", func(ctx context.Context) ([]report.Figure, error) { return s.aggregated(ctx, running) }},
		{"connectors/proxy", func(ctx context.Context) ([]report.Figure, error) { return s.proxied(ctx, running) }},
		{"engine", s.engine},
		{"status", s.status},
		{"connectors-proxy", s.gateway},
		{"connectors-csi", s.csi},
		{"connectors/api", s.classAPI},
	}
}

// servers are the programs that a measurement runs in processes of their own.
func servers() map[string]func(context.Context, []string, io.Writer) error {
	return map[string]func(context.Context, []string, io.Writer) error{
		tunnel.BackendArgument: tunnel.ServeBackend,
		engine.ProxyArgument:   engine.ServeProxy,
		status.ToolArgument:    status.ServeTools,
		gateway.BareArgument:   gateway.ServeBare,
		gateway.WatchArgument:  gateway.ServeWatches,
		csi.BareArgument:       csi.ServeBare,
	}
}

func (s settings) storeOptions(running *stage.Stage) store.Options {
	options := store.Options{Objects: 10_000, Rounds: 5, Duration: 3 * time.Second, Events: 1000, Around: s.profiled(running)}
	if s.quick {
		options.Objects, options.Rounds, options.Duration, options.Events = 1500, 3, time.Second, 300
	}
	return options
}

func (s settings) direct(ctx context.Context, running *stage.Stage) ([]report.Figure, error) {
	options := s.storeOptions(running)
	c, err := store.New(ctx, running, "direct", running.Direct(), options, store.Bounds{
		Create: report.AtLeast(1.2), Update: report.AtLeast(1.2), Get: report.AtLeast(1.2),
		List: report.AtLeast(2), Watch: report.AtLeast(1.2),
	})
	if err != nil {
		return nil, err
	}
	var created report.Figure
	memory, err := growth(ctx, running, options.Objects, func() error {
		created, err = c.Create(ctx)
		return err
	})
	if err != nil {
		return nil, err
	}
	used, err := c.Use(ctx)
	return append([]report.Figure{memory, created}, used...), err
}

func (s settings) aggregated(ctx context.Context, running *stage.Stage) ([]report.Figure, error) {
	c, err := store.New(ctx, running, "aggregated", running.Kube(), s.storeOptions(running), store.Bounds{
		Create: report.AtLeast(0.6), Update: report.AtLeast(0.6), Get: report.AtLeast(0.6),
		List: report.AtLeast(1), Watch: report.AtLeast(1),
	})
	if err != nil {
		return nil, err
	}
	created, err := c.Create(ctx)
	if err != nil {
		return nil, err
	}
	used, err := c.Use(ctx)
	return append([]report.Figure{created}, used...), err
}

// growth is by how much more memory the servers hold after create than before.
func growth(ctx context.Context, running *stage.Stage, objects int, create func() error) (report.Figure, error) {
	servers := []stage.Server{stage.Ours, stage.Peer}
	var grown [2]float64
	for i, server := range servers {
		before, err := running.Resident(ctx, server)
		if err != nil {
			return report.Figure{}, err
		}
		grown[i] = -float64(before)
	}
	if err := create(); err != nil {
		return report.Figure{}, err
	}
	for i, server := range servers {
		after, err := running.Resident(ctx, server)
		if err != nil {
			return report.Figure{}, err
		}
		grown[i] = (grown[i] + float64(after)) / (1 << 20)
	}
	return report.Figure{
		Name: fmt.Sprintf("memory of %d objects", objects), Unit: "MiB",
		Ours: grown[:1], Peer: grown[1:], Bound: report.AtMost(1),
	}, nil
}

func (s settings) proxied(ctx context.Context, running *stage.Stage) ([]report.Figure, error) {
	options := tunnel.Options{
		Rounds: 5, Duration: 8 * time.Second, BulkBytes: 1 << 30, BulkRounds: 3, Around: s.profiled(running),
	}
	if s.quick {
		options.Rounds, options.Duration, options.BulkBytes = 3, 2*time.Second, 128<<20
	}
	return tunnel.Compare(ctx, running, options)
}

func (s settings) engine(ctx context.Context) ([]report.Figure, error) {
	options := engine.Options{Rounds: 7, Duration: 4 * time.Second}
	if s.quick {
		options.Rounds, options.Duration = 3, time.Second
	}
	return engine.Compare(ctx, options)
}

func (s settings) status(ctx context.Context) ([]report.Figure, error) {
	options := status.Options{
		Sizes: []int{100, 1000, 10_000}, Interval: time.Minute, Window: time.Minute, Steady: 210 * time.Second,
		Hang: 210 * time.Second, Refresh: 16 * time.Minute, Floor: 5 * time.Second, Say: s.say,
	}
	if s.quick {
		options.Sizes, options.Interval, options.Refresh = []int{100, 500}, 10*time.Second, 0
		options.Window, options.Steady, options.Hang, options.Floor = 10*time.Second, 30*time.Second, 35*time.Second, time.Second
	}
	return s.onOwnStage(ctx, stage.Config{Controller: options.Flags()}, func(running *stage.Stage) ([]report.Figure, error) {
		return status.Measure(ctx, running, options)
	})
}

func (s settings) gateway(ctx context.Context) ([]report.Figure, error) {
	options := gateway.Options{
		Rounds: 7, Duration: 5 * time.Second, LargeDuration: 5 * time.Second, Crowd: 10_000, Watches: 5000, CloneBytes: 1 << 30, PullBytes: 2 << 30, BulkRounds: 3,
		TunnelDuration: 4 * time.Second, Steady: s.steady, Parts: s.parts, Say: s.say,
		OnCrowdedStage: func(ctx context.Context, measure func(*stage.Stage) ([]report.Figure, error)) ([]report.Figure, error) {
			return s.onOwnStage(ctx, gateway.StageConfig(), measure)
		},
	}
	if s.quick {
		options.Rounds, options.Duration, options.LargeDuration = 3, time.Second, 2*time.Second
		options.TunnelDuration, options.Steady = time.Second, time.Minute
		options.Crowd, options.Watches, options.CloneBytes, options.PullBytes = 2000, 2000, 256<<20, 512<<20
	}
	return s.onOwnStage(ctx, gateway.StageConfig(), func(running *stage.Stage) ([]report.Figure, error) {
		return gateway.Measure(ctx, running, options)
	})
}
