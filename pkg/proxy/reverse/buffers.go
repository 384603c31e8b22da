// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package reverse

import "sync"

// bufferBytes is how much of a body is held at a time: a record of TLS, a frame of HTTP/2. A watch holds its buffer as long as
// it lives.
const bufferBytes = 16 << 10

// bufferPool implements httputil.BufferPool without an allocation in either direction.
type bufferPool struct {
	pool sync.Pool
}

// Get implements httputil.BufferPool.
func (p *bufferPool) Get() []byte {
	if buffer, ok := p.pool.Get().(*[bufferBytes]byte); ok {
		return buffer[:]
	}
	return new([bufferBytes]byte)[:]
}

// Put implements httputil.BufferPool.
func (p *bufferPool) Put(buffer []byte) {
	if len(buffer) == bufferBytes {
		p.pool.Put((*[bufferBytes]byte)(buffer))
	}
}
