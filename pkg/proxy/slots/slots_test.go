// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package slots

import "testing"

func TestSlots(t *testing.T) {
	for _, tt := range []struct {
		name       string
		all, share int
		taken      []string
		host       string
		want       bool
	}{
		{"the first", 4, 2, nil, "a", true},
		{"the last of a share", 4, 2, []string{"a"}, "a", true},
		{"more than a share", 4, 2, []string{"a", "a"}, "a", false},
		{"another host", 4, 2, []string{"a", "a"}, "b", true},
		{"more than there are", 4, 2, []string{"a", "a", "b", "c"}, "d", false},
		{"one slot", 1, 2, nil, "a", true},
		{"a share below one", 2, 4, nil, "a", true},
		{"more than one", 2, 4, []string{"a"}, "a", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := New(tt.all, tt.share)
			for _, host := range tt.taken {
				if !s.Take(host) {
					t.Fatalf("there is none for %s", host)
				}
			}
			if got := s.Take(tt.host); got != tt.want {
				t.Fatalf("got %t", got)
			}
			if tt.want {
				s.Leave(tt.host)
			}
			for _, host := range tt.taken {
				s.Leave(host)
			}
			if s.taken != 0 || len(s.byHost) != 0 {
				t.Errorf("after all have left, %d are taken, of %v", s.taken, s.byHost)
			}
		})
	}
}
