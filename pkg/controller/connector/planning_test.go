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
func TestPlansAreMadeOnceUnlessThatTookTooLong(t *testing.T) {
	now := clocktesting.NewFakePassiveClock(time.Now())
	takes := []func(){
		func() { now.SetTime(now.Now().Add(tooSlow)) },
		func() { now.SetTime(now.Now().Add(tooSlow - 1)) },
	}
	made := 0
	p := &planning{clock: now, render: func() plans {
		takes[made]()
		made++
		return plans{liveness: probe.Impossible("made")}
	}}
	for _, want := range []int{1, 2, 2, 2} {
		if got := p.plans(); got.liveness == nil || made != want {
			t.Errorf("they were made %d times, want %d: %v", made, want, got)
		}
	}
	if p.render != nil {
		t.Error("what the plans were made from is kept with them")
	}
}
