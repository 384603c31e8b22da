// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package schedule

import (
	"math/rand/v2"
	"testing"
	"time"
)

func TestOrdered(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	entries := make([]*entry, 50)
	for i := range entries {
		entries[i] = &entry{}
	}
	var set ordered[*entry]
	in := map[*entry]bool{}
	for range 5000 {
		e := entries[random.IntN(len(entries))]
		if random.IntN(3) == 0 {
			set.remove(e)
			delete(in, e)
		} else {
			e.due = time.Unix(random.Int64N(100), 0)
			set.put(e)
			in[e] = true
		}
		if len(set.items) != len(in) || set.empty() != (len(in) == 0) {
			t.Fatalf("the set has %d items, want %d", len(set.items), len(in))
		}
		for e := range in {
			if e.before(set.least()) {
				t.Fatalf("%s is before the least, %s", e.due, set.least().due)
			}
		}
		for _, e := range entries {
			if (e.at > 0) != in[e] || e.at > 0 && set.items[e.at-1] != e {
				t.Fatalf("an item does not know its place")
			}
		}
	}
}
