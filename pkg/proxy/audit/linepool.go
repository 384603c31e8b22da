// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package audit

import "sync"

// usualLine is enough room for most lines, in bytes.
const usualLine = 1 << 10

// linePool has slices in which lines are put together. The zero value is ready for use.
type linePool struct{ pool sync.Pool }

func (p *linePool) get() *[]byte {
	if line, ok := p.pool.Get().(*[]byte); ok {
		return line
	}
	line := make([]byte, 0, usualLine)
	return &line
}

func (p *linePool) put(line *[]byte) { p.pool.Put(line) }
