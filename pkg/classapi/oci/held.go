// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package oci

import (
	"context"
	"io"

	"connectors.alauda.io/pkg/classapi/memory"
)

// held is an answer that the library holds all of. Reading it may have to wait for memory.
type held struct {
	io.ReadCloser

	ctx    context.Context // that of the request which this answers
	memory *memory.Call
	// page is true for what is dropped before the next answer is read.
	page  bool
	bytes int64
}

// Read implements io.Reader.
func (h *held) Read(into []byte) (int, error) {
	n, err := h.ReadCloser.Read(into)
	if refused := h.memory.Hold(h.ctx, int64(n)); refused != nil {
		return 0, refused
	}
	h.bytes += int64(n)
	return n, err
}

// Close implements io.Closer.
func (h *held) Close() error {
	if h.page {
		h.memory.Release(h.bytes)
	}
	h.bytes = 0
	return h.ReadCloser.Close()
}
