// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"context"
	"errors"
	"net/url"

	"connectors.alauda.io/test/bench/child"
	"connectors.alauda.io/test/bench/stage"
)

// side is one way to the tool.
type side struct {
	name string
	// address is the host:port where it takes requests, pid the process that does.
	address string
	pid     int
	// host and token are what requests carry.
	host, token string
}

// requestSides are what is compared by asking for files, each in a process of its own.
type requestSides struct {
	// ours is connectors-proxy, nginx the peer as installed, roomy the same process with large buffers.
	ours, nginx, roomy, bare side

	peer  *nginx
	child *child.Process
}

// startSides starts the peers. All are sent the same requests, with the
// token that only one of them reads.
func (m *measurement) startSides(ctx context.Context) (*requestSides, error) {
	connector, err := m.ground.connect(ctx, "tool", "http://"+m.tools.addresses[0])
	if err != nil {
		return nil, err
	}
	s := &requestSides{}
	if s.ours, err = ours(m.stage, m.ground, connector); err != nil {
		return nil, err
	}
	if s.peer, err = startPeer(ctx, m.dir, m.tools.addresses[0]); err != nil {
		return nil, err
	}
	if s.child, err = child.Start(ctx, BareArgument, m.tools.addresses[0]); err != nil {
		return nil, errors.Join(err, s.peer.stop(ctx))
	}
	s.nginx, s.roomy, s.bare = s.ours, s.ours, s.ours
	s.nginx.name, s.nginx.address, s.nginx.pid = "nginx", s.peer.addresses[0], s.peer.process.PID()
	s.roomy.name, s.roomy.address, s.roomy.pid = "nginx, large buffers", s.peer.addresses[1], s.peer.process.PID()
	s.bare.name, s.bare.address, s.bare.pid = "bare ReverseProxy", s.child.Addresses[0], s.child.PID()
	err = m.cores.aside(ctx, m.tools.process.PID())
	for _, each := range []side{s.ours, s.nginx, s.bare} {
		err = errors.Join(err, m.warm(ctx, each))
	}
	if err != nil {
		return nil, errors.Join(err, s.stop(ctx))
	}
	return s, nil
}

// place puts all that is compared on processors.
func (s *requestSides) place(ctx context.Context, where func(context.Context, int) error) error {
	return errors.Join(where(ctx, s.ours.pid), where(ctx, s.nginx.pid), where(ctx, s.bare.pid))
}

func (s *requestSides) stop(ctx context.Context) error {
	return errors.Join(s.child.Stop(), s.peer.stop(ctx))
}

// ours is the way through the proxy of a stage to a Connector.
func ours(on *stage.Stage, g *ground, connector string) (side, error) {
	at, err := url.Parse(on.ProxyURL())
	if err != nil {
		return side{}, err
	}
	pid, err := on.PID(stage.Proxy)
	return side{
		name: "connectors-proxy", address: at.Host, pid: pid, host: g.host(connector), token: g.token,
	}, err
}
