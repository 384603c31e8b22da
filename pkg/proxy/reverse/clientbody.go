// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package reverse

import (
	"io"
	"net/http"
	"sync"
	"time"
)

// clientBody is the body of an HTTP/1.1 client's request on its way to a tool. A transport that gives a request up closes the
// body and waits until nobody reads it any more. The client may have paused, so closing ends a read that is under way.
type clientBody struct {
	io.Reader
	client *http.ResponseController
	// mu is held while the client is read.
	mu sync.Mutex
}

// Read implements io.Reader.
func (b *clientBody) Read(into []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Reader.Read(into)
}

// Close implements io.Closer. Afterwards the client can be read again: the server drops what is left of the body, for else
// the client might not see the answer. The body itself is the server's to close.
func (b *clientBody) Close() error {
	if !b.mu.TryLock() {
		// Where no deadline can be set, closing waits for the client.
		_ = b.client.SetReadDeadline(time.Unix(1, 0))
		b.mu.Lock()
		_ = b.client.SetReadDeadline(time.Time{})
	}
	b.mu.Unlock()
	return nil
}
