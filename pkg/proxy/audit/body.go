// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package audit

import (
	"io"
	"sync/atomic"
)

// body counts what is read of the body of a request. Transports read it in goroutines of their own.
type body struct {
	io.ReadCloser
	read atomic.Int64
}

// Read implements io.Reader.
func (b *body) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.read.Add(int64(n))
	return n, err
}
