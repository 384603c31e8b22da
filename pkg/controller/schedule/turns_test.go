// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package schedule

import "testing"

func TestTurns(t *testing.T) {
	tests := []struct {
		name    string
		waiting waiting
		want    string // the classes of the next places
	}{
		{"nobody", waiting{}, "--"},
		{"periodic alone", waiting{periodic: true}, "ppp"},
		{"first and second", waiting{first: true, second: true}, "fffsfffs"},
		{"first and periodic", waiting{first: true, periodic: true}, "fffpfffp"},
		{"second and periodic", waiting{second: true, periodic: true}, "ssspsssp"},
		{"all", waiting{true, true, true}, "fffpsffpfsfpffs"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var turns turns
			got := ""
			for range tt.want {
				c, ok := turns.next(tt.waiting)
				if !ok {
					got += "-"
					continue
				}
				turns.took(c, tt.waiting)
				got += string("fsp"[c])
			}
			if got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestTurnsForgetWhoIsGone(t *testing.T) {
	var turns turns
	for range 10 {
		turns.took(first, waiting{first: true, periodic: true})
	}
	turns.took(first, waiting{first: true})
	if c, _ := turns.next(waiting{first: true, periodic: true}); c != first {
		t.Errorf("class %d goes first because of what was before it came", c)
	}
}
