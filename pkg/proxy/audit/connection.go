// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package audit

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"sync"

	"connectors.alauda.io/pkg/proxy/inbound"
)

// connection is one that a handler has taken over. What the server had read of it already is read from it first, so that
// those who copy from the connection itself, as httputil.ReverseProxy does, miss nothing.
type connection struct {
	net.Conn
	ahead    io.Reader
	exchange *exchange
	closed   sync.Once
}

func newConnection(conn net.Conn, read *bufio.Reader, x *exchange) *connection {
	c := &connection{Conn: conn, ahead: conn, exchange: x}
	// What is buffered can be peeked at without an error.
	if first, err := read.Peek(read.Buffered()); err == nil && len(first) > 0 {
		c.ahead = io.MultiReader(bytes.NewReader(bytes.Clone(first)), conn)
	}
	return c
}

// Read implements net.Conn.
func (c *connection) Read(p []byte) (int, error) {
	n, err := c.ahead.Read(p)
	c.exchange.body.read.Add(int64(n))
	return n, err
}

// Write implements net.Conn.
func (c *connection) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	c.exchange.answer.written.Add(int64(n))
	return n, err
}

// CloseWrite says that nothing more is sent, or gives errors.ErrUnsupported where the connection cannot say so.
func (c *connection) CloseWrite() error { return inbound.CloseWrite(c.Conn) }

// Close implements net.Conn.
func (c *connection) Close() error {
	err := c.Conn.Close()
	c.closed.Do(c.exchange.end)
	return err
}
