// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"context"
	"errors"
	"time"

	"k8s.io/client-go/rest"

	"connectors.alauda.io/test/bench/child"
	"connectors.alauda.io/test/bench/load"
	"connectors.alauda.io/test/bench/report"
	"connectors.alauda.io/test/bench/stage"
	"connectors.alauda.io/test/bench/tunnel"
)

// connections is how many clients ask at a time, each over a connection of its own.
const connections = 64

// Options are the size of the comparison.
type Options struct {
	Rounds   int
	Duration time.Duration
}

// proxy is one of the two.
type proxy struct {
	front, counter *stage.Client
	// perRequest are the allocations of each round.
	perRequest []float64
}

// Compare measures the engine and the bare proxy in front of one backend.
func Compare(ctx context.Context, options Options) (figures []report.Figure, err error) {
	backend, err := child.Start(ctx, tunnel.BackendArgument, loopback, "1")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, backend.Stop()) }()
	var proxies []*proxy
	for _, kind := range []string{kindEngine, kindBare} {
		process, err := child.Start(ctx, ProxyArgument, kind, "http://"+backend.Addresses[0])
		if err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, process.Stop()) }()
		p, err := newProxy(process.Addresses)
		if err != nil {
			return nil, err
		}
		proxies = append(proxies, p)
	}
	values, err := load.Rounds(options.Rounds, proxies, func(p *proxy, _ int) (float64, error) {
		return p.measure(ctx, options.Duration)
	})
	if err != nil {
		return nil, err
	}
	return []report.Figure{
		{Name: "engine alone, requests", Unit: "/s", Ours: values[0], Peer: values[1], Bound: report.AtLeast(0.85)},
		{Name: "engine alone, allocations", Unit: "per request", Ours: proxies[0].perRequest, Peer: proxies[1].perRequest},
	}, nil
}

func newProxy(addresses []string) (*proxy, error) {
	front, err := stage.NewClient(&rest.Config{Host: "http://" + addresses[0]})
	if err != nil {
		return nil, err
	}
	counter, err := stage.NewClient(&rest.Config{Host: "http://" + addresses[1]})
	return &proxy{front: front, counter: counter}, err
}

// measure returns requests per second and notes the allocations.
func (p *proxy) measure(ctx context.Context, duration time.Duration) (float64, error) {
	before, err := p.allocations(ctx)
	if err != nil {
		return 0, err
	}
	result, err := load.For(ctx, connections, duration, func(ctx context.Context, _, _ int) error {
		_, err := p.front.Read(ctx, publicPath+tunnel.PathSmall)
		return err
	})
	if err != nil {
		return 0, err
	}
	after, err := p.allocations(ctx)
	if err != nil {
		return 0, err
	}
	p.perRequest = append(p.perRequest, (after-before)/float64(len(result.Latencies)))
	return result.Rate(), nil
}

func (p *proxy) allocations(ctx context.Context) (float64, error) {
	text, err := p.counter.Do(ctx, "GET", "/", nil)
	if err != nil {
		return 0, err
	}
	return parseCount(text)
}
