// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package schedule

// class is how urgent a due key is: the lower, the more.
type class int

const (
	first class = iota
	second
	periodic
	classes
)

// patience is how often in a row a class that waits is passed over.
const patience = 3

// waiting says of which classes there are keys that could be run.
type waiting [classes]bool

// turns count how often each class was passed over.
type turns [classes]int

// next is the class whose turn it is: one that has been patient, else the most urgent. It is false when none waits.
func (t *turns) next(w waiting) (class, bool) {
	if c, ok := t.owed(w); ok {
		return c, true
	}
	for c := first; c < classes; c++ {
		if w[c] {
			return c, true
		}
	}
	return 0, false
}

// owed is the least urgent class that has been passed over often enough.
func (t *turns) owed(w waiting) (class, bool) {
	for c := periodic; c > first; c-- {
		if w[c] && t[c] >= patience {
			return c, true
		}
	}
	return 0, false
}

// took notes that a key of a class was started while others waited.
func (t *turns) took(taken class, w waiting) {
	for c := first; c < classes; c++ {
		switch {
		case c == taken || !w[c]:
			t[c] = 0
		case c > taken:
			t[c]++
		}
	}
}
