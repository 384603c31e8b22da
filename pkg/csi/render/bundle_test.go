// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package render

import (
	"strings"
	"testing"
)

// A Bundle gives the file that would be made without it, whatever it remembers.
func TestBundle(t *testing.T) {
	var b Bundle
	for _, tt := range []struct {
		name, first, second, want string
		remembered                bool
	}{
		{"nothing", "", "", "", false},
		{"the proxy's alone", "a", "", "a", false},
		{"both", "a", "b", "a\nb", false},
		{"both again", "a", "b", "a\nb", true},
		{"the same text in other parts", "a\n", "b", "a\nb", false},
		{"a line break that belongs to the second", "a", "\nb", "a\n\nb", false},
		{"more of the second", "a", "bc", "a\nbc", false},
		{"less of the second", "a", "b", "a\nb", false},
		{"another proxy", "c", "b", "c\nb", false},
		{"the system's alone", "", "b", "b", false},
		{"the system's alone, again", "", "b", "b", true},
		{"nothing, after something", "", "", "", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			before := b.last.Load()
			got := b.join(tt.first, tt.second)
			if bare := (*Bundle)(nil).join(tt.first, tt.second); got != tt.want || bare != tt.want {
				t.Errorf("got %q, without a Bundle %q, want %q", got, bare, tt.want)
			}
			if remembered := before != nil && b.last.Load() == before; remembered != tt.remembered {
				t.Errorf("remembered: %t", remembered)
			}
		})
	}
}

func TestBundleIsShared(t *testing.T) {
	var b Bundle
	system := strings.Repeat("authority\n", 1000)
	b.join("proxy\n", system)
	if allocated := testing.AllocsPerRun(100, func() { b.join("proxy\n", system) }); allocated > 0 {
		t.Errorf("the same file is made again, with %.0f allocations", allocated)
	}
}
