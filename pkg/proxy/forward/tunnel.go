// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package forward

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"sync"

	"connectors.alauda.io/pkg/target"
)

// errOtherName ends a handshake. It goes to the log of the server and not to the client.
var errOtherName = errors.New("the client asks TLS for another host than it has asked CONNECT for")

// tunnel is a connection that a client has opened to an address of its Connector. Requests come out of it.
type tunnel struct {
	*opened
	who caller
	// origin is an address of the Connector of which scheme, host and port are those of the tunnel.
	origin target.Address
	// leaf is shown to the client; nil for plain HTTP.
	leaf *tls.Certificate

	once  sync.Once
	ended chan struct{}
}

func newTunnel(who caller, origin target.Address, leaf *tls.Certificate) *tunnel {
	return &tunnel{who: who, origin: origin, leaf: leaf, ended: make(chan struct{})}
}

// isNamed says whether a server name of TLS is the host of the tunnel. IP addresses are not sent as such a name.
func (t *tunnel) isNamed(serverName string) bool {
	if serverName == "" {
		return true
	}
	origin, err := target.ParseAddress(schemeHTTPS + "://" + serverName)
	return err == nil && origin.Host() == t.origin.Host()
}

// Close implements net.Conn. It may be called more than once.
func (t *tunnel) Close() error {
	var err error
	t.once.Do(func() {
		close(t.ended)
		err = t.opened.Close()
	})
	return err
}

type tunnelKey struct{}

func withTunnel(ctx context.Context, t *tunnel) context.Context {
	return context.WithValue(ctx, tunnelKey{}, t)
}

// tunnelOf finds the tunnel of a request; nil if it came through none.
func tunnelOf(ctx context.Context) *tunnel {
	t, _ := ctx.Value(tunnelKey{}).(*tunnel)
	return t
}

// single is a listener with one connection, that of a tunnel. It closes when the tunnel has ended.
type single struct {
	ctx    context.Context
	tunnel *tunnel
	conns  chan net.Conn
	once   sync.Once
	closed chan struct{}
}

func newSingle(ctx context.Context, t *tunnel, config *tls.Config) *single {
	conns := make(chan net.Conn, 1)
	if t.leaf != nil {
		conns <- tls.Server(t, config)
	} else {
		conns <- t
	}
	return &single{ctx: withTunnel(ctx, t), tunnel: t, conns: conns, closed: make(chan struct{})}
}

// isTaken says whether the connection was accepted. From then on nobody can.
func (l *single) isTaken() bool {
	select {
	case <-l.conns:
		return false
	default:
		return true
	}
}

// Accept implements net.Listener.
func (l *single) Accept() (net.Conn, error) {
	select {
	case conn := <-l.conns:
		return conn, nil
	case <-l.tunnel.ended:
	case <-l.closed:
	}
	return nil, net.ErrClosed
}

// Close implements net.Listener. The connection stays open.
func (l *single) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

// Addr implements net.Listener.
func (l *single) Addr() net.Addr { return l.tunnel.LocalAddr() }
