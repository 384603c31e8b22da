// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package reverse

import (
	"errors"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// client is the connection of an HTTP/1.1 client that sends a body.
type client struct {
	connection *http.ResponseController
	// sentAll is true when the body has been read to its end.
	sentAll atomic.Bool
}

// newClient lets the client send and receive at the same time. Without it, an HTTP/1.1 server ends the request's body with
// the first byte of the answer. Where it is not supported, that is what happens.
func newClient(w http.ResponseWriter) *client {
	c := &client{connection: http.NewResponseController(w)}
	_ = c.connection.EnableFullDuplex()
	return c
}

// sendsNoMore says with an answer that it is the last of the connection, unless the whole body has been read. What is left of
// it, which somebody else may have written, would be taken for the next request: a server that sends and receives at
// the same time does not look for the end of a body whose reading was broken off.
func (c *client) sendsNoMore(headers http.Header) {
	if c != nil && !c.sentAll.Load() {
		headers["Connection"] = []string{"close"}
	}
}

// clientBody is the body of an HTTP/1.1 client's request on its way to a tool. A transport that gives a request up closes the
// body and waits until nobody reads it any more. The client may have paused, so closing ends a read that is under way.
type clientBody struct {
	body   io.Reader
	client *client
	// mu is held while the client is read.
	mu sync.Mutex
}

// Read implements io.Reader.
func (b *clientBody) Read(into []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	n, err := b.body.Read(into)
	if errors.Is(err, io.EOF) {
		b.client.sentAll.Store(true)
	}
	return n, err
}

// Close implements io.Closer. The body itself is the server's to close.
func (b *clientBody) Close() error {
	if !b.mu.TryLock() {
		// Where no deadline can be set, closing waits for the client.
		_ = b.client.connection.SetReadDeadline(time.Unix(1, 0))
		b.mu.Lock()
		_ = b.client.connection.SetReadDeadline(time.Time{})
	}
	b.mu.Unlock()
	return nil
}
