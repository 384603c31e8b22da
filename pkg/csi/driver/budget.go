// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package driver

import "sync"

// budget bounds what the files of all volumes take of the node's memory, which the kernel charges to the container of the driver. Over
// its limit the driver is killed, and killed again as soon as it starts, for the files stay: one Pod with a few thousand volumes would keep
// all others of the node from starting and from ending. After a restart volumes count as soon as the kubelet asks for them again, in a
// minute or two. It is safe for concurrent use.
type budget struct {
	most int64

	mu sync.Mutex
	// taken is what volumes take, by target path, and sum all of it.
	taken map[string]int64
	sum   int64
}

func newBudget(most int64) *budget { return &budget{most: most, taken: map[string]int64{}} }

// take notes what a volume takes from now on. One that is live is never refused: its Pod goes on. For another it is false, and nothing
// is noted, if there is no room.
func (b *budget) take(target string, bytes int64, live bool) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	next := b.sum - b.taken[target] + bytes
	if !live && next > b.most {
		return false
	}
	b.sum, b.taken[target] = next, bytes
	return true
}

// give notes that a volume is gone.
func (b *budget) give(target string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sum -= b.taken[target]
	delete(b.taken, target)
}
