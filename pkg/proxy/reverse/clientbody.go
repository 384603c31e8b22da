// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package reverse

import (
	"errors"
	"io"
	"net/http"
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

// letGo ends the reading of a client's body when the answer is complete. The server would break it off.
func (x *exchange) letGo() {
	if x.body == nil || x.client.sentAll.Load() {
		return
	}
	// The client may be waiting for the answer with what it still sends.
	_ = x.client.connection.Flush()
	_ = x.body.Close()
}

// closeGrace is how long a read of the client may go on after its request was given up, before it is broken off. A client
// that sends takes less, however busy the machine; one that has paused may never send again.
const closeGrace = 500 * time.Millisecond

// clientBody is the body of an HTTP/1.1 client's request on its way to a tool. A transport that gives a request up closes the
// body and waits until nobody reads it any more. The client may have paused, so closing ends a read that is under way.
//
// It does so as a last resort: a read that was broken off leaves the server without knowing that there is more to come, so
// that it closes the connection at once instead of waiting for the client to see its answer, which is lost if he still
// sends.
type clientBody struct {
	body   io.Reader
	client *client
	// reading holds a value while the client is read.
	reading chan struct{}
	closed  atomic.Bool
}

func newClientBody(body io.Reader, c *client) *clientBody {
	return &clientBody{body: body, client: c, reading: make(chan struct{}, 1)}
}

// Read implements io.Reader.
func (b *clientBody) Read(into []byte) (int, error) {
	b.reading <- struct{}{}
	defer func() { <-b.reading }()
	if b.closed.Load() {
		return 0, http.ErrBodyReadAfterClose
	}
	n, err := b.body.Read(into)
	if errors.Is(err, io.EOF) {
		b.client.sentAll.Store(true)
	}
	return n, err
}

// Close implements io.Closer. The body itself is the server's to close.
func (b *clientBody) Close() error {
	b.closed.Store(true)
	select {
	case b.reading <- struct{}{}:
	default:
		b.awaitReader()
	}
	<-b.reading
	return nil
}

// awaitReader returns when nobody reads any more.
func (b *clientBody) awaitReader() {
	patience := time.NewTimer(closeGrace)
	defer patience.Stop()
	select {
	case b.reading <- struct{}{}:
	case <-patience.C:
		// Where no deadline can be set, closing waits for the client.
		_ = b.client.connection.SetReadDeadline(time.Unix(1, 0))
		b.reading <- struct{}{}
		_ = b.client.connection.SetReadDeadline(time.Time{})
	}
}
