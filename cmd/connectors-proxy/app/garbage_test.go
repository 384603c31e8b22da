// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import "testing"

// The heap may grow to the floor, or by half.
func TestPercentFor(t *testing.T) {
	for _, tt := range []struct {
		name string
		live uint64
		want int
	}{
		{"hardly anything", 0, 12700},
		{"8 MiB", 8 << 20, 1500},
		{"a little more, same step", 8<<20 + 4096, 1490},
		{"32 MiB", 32 << 20, 300},
		{"half of the floor", heapFloor / 2, 100},
		{"nearly the floor", heapFloor * 9 / 10, usualPercent},
		{"the floor", heapFloor, usualPercent},
		{"1 GiB", 1 << 30, usualPercent},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := percentFor(tt.live)
			if got != tt.want {
				t.Errorf("%d %%, want %d %%", got, tt.want)
			}
			if grown := tt.live + tt.live*uint64(got)/100; tt.live <= heapFloor/2 && grown > heapFloor {
				t.Errorf("the heap grows to %d bytes", grown)
			}
		})
	}
}
