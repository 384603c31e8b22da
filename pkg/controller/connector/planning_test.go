// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connector

import (
	"testing"
	"time"

	clocktesting "k8s.io/utils/clock/testing"

	"connectors.alauda.io/pkg/controller/probe"
)

// Templates that a machine which stood still has cut short are rendered once more. They were not, and the Connector stayed unready.
// Those that are slow by themselves are not rendered for ever.
func TestPlansAreMadeOnceUnlessThatTookTooLong(t *testing.T) {
	const quick, slow = tooSlow - 1, tooSlow
	tests := []struct {
		name  string
		takes []time.Duration // each time that they are made
		made  []int           // how often that was, after each time that they were asked for
	}{
		{"quick", []time.Duration{quick}, []int{1, 1, 1}},
		{"slow once", []time.Duration{slow, quick}, []int{1, 2, 2, 2}},
		{"always slow", []time.Duration{slow, slow, slow}, []int{1, 2, 3, 3, 3}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			now, made := clocktesting.NewFakePassiveClock(time.Now()), 0
			p := &planning{clock: now, render: func() plans {
				now.SetTime(now.Now().Add(tt.takes[made]))
				made++
				return plans{liveness: probe.Impossible("made")}
			}}
			for _, want := range tt.made {
				if got := p.plans(); got.liveness == nil || made != want {
					t.Errorf("they were made %d times, want %d: %v", made, want, got)
				}
			}
			if p.render != nil {
				t.Error("what the plans were made from is kept with them")
			}
		})
	}
}
