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
type Bundle struct{ last atomic.Pointer[string] }

// join puts certificates one behind the other.
func (b *Bundle) join(first string, second []byte) string {
	if b == nil {
		return joinPEM(first, second)
	}
	if last := b.last.Load(); last != nil && isJoined(*last, first, second) {
		return *last
	}
	joined := joinPEM(first, second)
	b.last.Store(&joined)
	return joined
}

// separator is what has to be between two parts, so that each begins on a line of its own: otherwise readers would miss the first
// certificate of the second.
func separator(first string, second []byte) string {
	if first != "" && len(second) > 0 && !strings.HasSuffix(first, "\n") {
		return "\n"
	}
	return ""
}

func joinPEM(first string, second []byte) string {
	between := separator(first, second)
	var joined strings.Builder
	joined.Grow(len(first) + len(between) + len(second))
	joined.WriteString(first)
	joined.WriteString(between)
	joined.Write(second)
	return joined.String()
}

// isJoined says whether joinPEM would make this, without making it.
func isJoined(joined, first string, second []byte) bool {
	rest, ok := strings.CutPrefix(joined, first)
	if !ok {
		return false
	}
	rest, ok = strings.CutPrefix(rest, separator(first, second))
	return ok && rest == string(second)
}
