// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package render

import (
	"strings"
	"sync/atomic"
)

// Bundle remembers the file ca.crt that was made last: as long as the authorities stay the same, all volumes of a node share one
// copy. It is by far the largest file, and making it anew for each would be most of what rendering takes. The zero value is ready for
// use, concurrently as well, and the nil Bundle remembers nothing.
type Bundle struct{ last atomic.Pointer[joined] }

// joined is a file with what it was made of.
type joined struct{ first, second, file string }

// join puts certificates one behind the other.
func (b *Bundle) join(first, second string) string {
	if b == nil {
		return joinPEM(first, second)
	}
	if last := b.last.Load(); last != nil && last.first == first && last.second == second {
		return last.file
	}
	made := &joined{first: first, second: second, file: joinPEM(first, second)}
	b.last.Store(made)
	return made.file
}

// joinPEM has each part begin on a line of its own: otherwise readers would miss the first certificate of the second.
func joinPEM(first, second string) string {
	if first != "" && second != "" && !strings.HasSuffix(first, "\n") {
		first += "\n"
	}
	return first + second
}
