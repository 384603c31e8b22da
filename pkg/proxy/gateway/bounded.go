// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"context"
	"fmt"
	"net"
	"sync"

	"golang.org/x/sync/semaphore"

	"connectors.alauda.io/pkg/proxy/inbound"
)

// bounded is a listener that accepts nothing while as many connections are open as may be; clients wait. That of
// golang.org/x/net hides how to close one direction of a connection: without that an upgraded connection ends in both at once,
// and a client that is refused while it sends sees a reset before it has read why.
type bounded struct {
	net.Listener
	places *semaphore.Weighted
	open   context.Context // ends when the listener is closed
	close  context.CancelFunc
}

func newBounded(listener net.Listener, connections int) *bounded {
	open, closed := context.WithCancel(context.Background())
	return &bounded{Listener: listener, places: semaphore.NewWeighted(int64(connections)), open: open, close: closed}
}

// Accept implements net.Listener.
func (l *bounded) Accept() (net.Conn, error) {
	if l.places.Acquire(l.open, 1) != nil {
		return nil, fmt.Errorf("accepting a connection: %w", net.ErrClosed)
	}
	conn, err := l.Listener.Accept()
	if err != nil {
		l.places.Release(1)
		return nil, err
	}
	return &placed{Conn: conn, leave: sync.OnceFunc(func() { l.places.Release(1) })}, nil
}

// Close implements net.Listener.
func (l *bounded) Close() error {
	l.close()
	return l.Listener.Close()
}

// placed is a connection that gives its place back when it is closed.
type placed struct {
	net.Conn
	leave func()
}

// Close implements net.Conn.
func (c *placed) Close() error {
	defer c.leave()
	return c.Conn.Close()
}

// CloseWrite ends the direction to the client.
func (c *placed) CloseWrite() error { return inbound.CloseWrite(c.Conn) }
