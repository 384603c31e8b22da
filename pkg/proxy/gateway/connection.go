// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"fmt"
	"math"
	"net"
	"sync/atomic"
	"time"

	"connectors.alauda.io/pkg/proxy/inbound"
)

// patient is a listener whose connections end when a write makes no progress.
type patient struct{ net.Listener }

// Accept implements net.Listener.
func (l patient) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &connection{Conn: conn}, nil
}

// connection renews the deadline of writes, at most once in a quarter of it: a deadline costs more than a write.
type connection struct {
	net.Conn
	// renewed is when the deadline was last set, in nanoseconds since 1970; far in the future while somebody else's is set.
	renewed atomic.Int64
}

// Write implements net.Conn.
func (c *connection) Write(data []byte) (int, error) {
	now := time.Now()
	if now.UnixNano()-c.renewed.Load() > int64(inbound.StalledWrite/4) {
		if err := c.Conn.SetWriteDeadline(now.Add(inbound.StalledWrite)); err != nil {
			return 0, fmt.Errorf("bounding a write to a client: %w", err)
		}
		c.renewed.Store(now.UnixNano())
	}
	return c.Conn.Write(data)
}

// SetDeadline implements net.Conn.
func (c *connection) SetDeadline(t time.Time) error {
	c.leaveTo(t)
	return c.Conn.SetDeadline(t)
}

// SetWriteDeadline implements net.Conn.
func (c *connection) SetWriteDeadline(t time.Time) error {
	c.leaveTo(t)
	return c.Conn.SetWriteDeadline(t)
}

// leaveTo lets the deadline of somebody else apply until it is taken away.
func (c *connection) leaveTo(deadline time.Time) {
	if deadline.IsZero() {
		c.renewed.Store(0)
		return
	}
	c.renewed.Store(math.MaxInt64)
}

// CloseWrite ends the direction to the client, as upgraded connections and tunnels do.
func (c *connection) CloseWrite() error { return inbound.CloseWrite(c.Conn) }
