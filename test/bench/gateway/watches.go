// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"context"
	"errors"
	"fmt"

	"connectors.alauda.io/test/bench/child"
	"connectors.alauda.io/test/bench/report"
)

// watchesEach is how many watches go to one Connector.
const watchesEach = 100

// watches tells what an answer that stays open costs, over plain HTTP.
func (m *measurement) watches(ctx context.Context) (figures []report.Figure, err error) {
	tool, err := child.Start(ctx, WatchArgument)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, tool.Stop()) }()
	var sides []side
	for _, name := range m.watched("watched") {
		if _, err := m.ground.connect(ctx, name, "http://"+tool.Addresses[0]); err != nil {
			return nil, err
		}
		s, err := ours(m.stage, m.ground, name)
		if err != nil {
			return nil, err
		}
		sides = append(sides, s)
	}
	figure, err := m.held(ctx, "plain HTTP", 96, func(ctx context.Context, n int) (*wire, error) {
		return dialWire(ctx, sides[n%len(sides)], pathWatch)
	})
	return []report.Figure{figure}, err
}

// secure does the same with TLS on both sides, and compares what it costs to open a tunnel.
func (m *measurement) secure(ctx context.Context) (figures []report.Figure, err error) {
	tool, err := m.startSecureTool(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, tool.process.Stop()) }()
	tunnels, err := m.secureConnectors(ctx, tool, m.watched("secure")...)
	if err != nil {
		return nil, err
	}
	// The same program as the tool stands for a handshake that nobody stands between, where the proxy stands.
	peer, err := m.startSecureTool(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, peer.process.Stop()) }()
	if err := m.cores.proxy(ctx, peer.process.PID()); err != nil {
		return nil, err
	}
	opening, err := m.compareTunnels(ctx, tunnels[0], directly(peer.process.Addresses[0], peer.roots))
	if err != nil {
		return nil, err
	}
	figure, err := m.held(ctx, "TLS on both sides", 160, func(ctx context.Context, n int) (*wire, error) {
		return tunnels[n%len(tunnels)].dial(ctx, pathWatch)
	})
	return append(opening, figure), err
}

// watched are the names of the Connectors to which watches go.
func (m *measurement) watched(prefix string) []string {
	names := make([]string, m.Watches/watchesEach)
	for n := range names {
		names[n] = fmt.Sprintf("%s-%d", prefix, n)
	}
	return names
}
