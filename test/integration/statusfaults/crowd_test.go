// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package statusfaults

import (
	"sync"
	"time"
)

// lag is how long a server may take on a busy machine to see that a client has hung up: until then it counts somebody who is
// gone. A request that hangs takes longer.
const lag = answerTime * 2 / 3

// A crowd counts who is inside at once, and for how long there were more than may be.
type crowd struct {
	limit int

	mu           sync.Mutex
	inside, most int
	since        time.Time
	longest      time.Duration
}

func (c *crowd) enter() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.inside++
	c.most = max(c.most, c.inside)
	if c.inside == c.limit+1 {
		c.since = time.Now()
	}
}

func (c *crowd) leave() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.inside == c.limit+1 {
		c.longest = max(c.longest, time.Since(c.since))
	}
	c.inside--
}

// tooMany is the longest time for which there were more inside than the limit, most is the highest number.
func (c *crowd) tooMany() (longest time.Duration, most int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.inside > c.limit {
		c.longest = max(c.longest, time.Since(c.since))
	}
	return c.longest, c.most
}
