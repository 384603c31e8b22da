// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package upstream

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"syscall"
	"time"
)

const (
	defaultDialTimeout = 10 * time.Second
	keepAlive          = 30 * time.Second
)

// Dialer opens TCP connections under one policy of a Guard. It is safe for concurrent use.
type Dialer struct {
	dialer net.Dialer
}

// NewDialer returns a dialer. A zero timeout is ten seconds; a nil resolver is Go's own, which reads no environment and
// takes no numeric oddity for an address.
func (g *Guard) NewDialer(policy Policy, timeout time.Duration, resolver *net.Resolver) *Dialer {
	if timeout == 0 {
		timeout = defaultDialTimeout
	}
	if resolver == nil {
		resolver = &net.Resolver{PreferGo: true}
	}
	return &Dialer{dialer: net.Dialer{
		Timeout:   timeout,
		KeepAlive: keepAlive,
		Resolver:  resolver,
		ControlContext: func(_ context.Context, network, address string, _ syscall.RawConn) error {
			return g.control(policy, network, address)
		},
	}}
}

// DialContext connects to host:port. Names are resolved as absolute names, without a search list. It fails with a
// *RefusedError in its chain when the guard refuses an address of the host and no other can be reached.
func (d *Dialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	if network != "tcp" && network != "tcp4" && network != "tcp6" {
		return nil, fmt.Errorf("network %q may not be dialled: only TCP", network)
	}
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("an address to dial must be host:port: %w", err)
	}
	return d.dialer.DialContext(ctx, network, net.JoinHostPort(absolute(host), port))
}

// control is called with the address that the kernel is about to connect to.
func (g *Guard) control(policy Policy, network, address string) error {
	if network != "tcp4" && network != "tcp6" {
		return fmt.Errorf("network %q may not be dialled: only TCP", network)
	}
	endpoint, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("the address to dial is not understood: %w", err)
	}
	return g.Check(policy, endpoint)
}

// absolute gives a name the dot at its end that makes it absolute. The names of RFC 6761 for the local host are answered
// here, as that document asks: no name server decides what they mean.
func absolute(host string) string {
	if _, err := netip.ParseAddr(host); err == nil {
		return host
	}
	name := strings.TrimSuffix(strings.ToLower(host), ".")
	if name == "localhost" || strings.HasSuffix(name, ".localhost") {
		return "127.0.0.1"
	}
	return name + "."
}
