// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package driver

import (
	"sync"
	"time"

	"k8s.io/utils/clock"
)

// ledger knows which volumes are published on this node, and since when each cannot be published again. After a restart it
// knows of each once the kubelet has asked again, which it does in a minute or two. It is safe for concurrent use.
type ledger struct {
	clock clock.PassiveClock
	mu    sync.Mutex
	// failing is, by target path, when a volume failed for the first time since it was last published; the zero time if it did not.
	failing map[string]time.Time
}

func newLedger(clock clock.PassiveClock) *ledger {
	return &ledger{clock: clock, failing: map[string]time.Time{}}
}

// published notes a volume that is as it should be.
func (l *ledger) published(target string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.failing[target] = time.Time{}
}

// failed notes a volume that keeps the files that it had.
func (l *ledger) failed(target string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.failing[target].IsZero() {
		l.failing[target] = l.clock.Now()
	}
}

// removed forgets a volume.
func (l *ledger) removed(target string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.failing, target)
}

// standing is what is said of all volumes.
type standing struct {
	volumes, failing int
	// longest is how long the volume has failed that has done so for longest; zero if none does.
	longest time.Duration
}

func (l *ledger) standing() standing {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := standing{volumes: len(l.failing)}
	for _, since := range l.failing {
		if since.IsZero() {
			continue
		}
		s.failing++
		s.longest = max(s.longest, l.clock.Since(since))
	}
	return s
}
