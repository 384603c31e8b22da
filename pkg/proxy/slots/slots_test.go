// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package slots

import "testing"

func TestSlots(t *testing.T) {
	for _, tt := range []struct {
		name       string
		all, share int
		taken      []string
		key        string
		want       bool
	}{
		{"the first", 4, 2, nil, "a", true},
		{"the last of a share", 4, 2, []string{"a"}, "a", true},
		{"more than a share", 4, 2, []string{"a", "a"}, "a", false},
		{"another key", 4, 2, []string{"a", "a"}, "b", true},
		{"more than there are", 4, 2, []string{"a", "a", "b", "c"}, "d", false},
		{"one slot", 1, 2, nil, "a", true},
		{"a share below one", 2, 4, nil, "a", true},
		{"more than one", 2, 4, []string{"a"}, "a", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := New(tt.all, tt.share)
			for _, key := range tt.taken {
				if !s.Take(key) {
					t.Fatalf("there is none for %s", key)
				}
			}
			if got := s.Take(tt.key); got != tt.want {
				t.Fatalf("got %t", got)
			}
			if tt.want {
				s.Leave(tt.key)
			}
			for _, key := range tt.taken {
				s.Leave(key)
			}
			if s.taken != 0 || len(s.byKey) != 0 {
				t.Errorf("after all have left, %d are taken, of %v", s.taken, s.byKey)
			}
		})
	}
}
