// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package status

import (
	"testing"
	"time"
)

func TestVisitsNoteGaps(t *testing.T) {
	start := time.Unix(1000, 0)
	at := func(seconds int) time.Time { return start.Add(time.Duration(seconds) * time.Second) }
	v := newVisits()
	v.asked(7, at(0))
	v.asked(7, at(50))
	v.forget()
	v.asked(7, at(110))
	v.shown(8, "not asked whether it lives", at(110))
	gaps := v.gaps(at(140))
	if len(gaps) != 1 || len(gaps[7]) != 2 || gaps[7][0] != time.Minute || gaps[7][1] != 30*time.Second {
		t.Errorf("got %v, want a gap of a minute that began before the others were forgotten, and one of 30 s that has not ended", gaps)
	}
}

func TestVisitsHang(t *testing.T) {
	v := newVisits()
	v.hang(span{First: 10, Count: 2})
	for tool, want := range map[int]bool{9: false, 10: true, 11: true, 12: false} {
		if got := v.asked(tool, time.Now()); got != want {
			t.Errorf("tool %d hangs: %t, want %t", tool, got, want)
		}
	}
	v.hang(span{})
	if v.asked(10, time.Now()) {
		t.Error("a tool hangs that should answer again")
	}
}

func TestVisitsKnowWhoWasShownWhat(t *testing.T) {
	start := time.Unix(1000, 0)
	v := newVisits()
	v.shown(1, "old", start)
	v.shown(1, "new", start.Add(time.Second))
	v.shown(2, "new", start.Add(3*time.Second))
	v.shown(2, "new", start.Add(9*time.Second))
	v.shown(3, "old", start)
	got := v.holders("new")
	if got.Count != 2 || !got.Last.Equal(start.Add(3*time.Second)) {
		t.Errorf("got %+v, want two, the last one after 3 s", got)
	}
}

func TestDelays(t *testing.T) {
	const longest = 66 * time.Second
	gaps := map[int][]time.Duration{
		1: {60 * time.Second, 70 * time.Second, 10 * time.Second},
		2: {80 * time.Second},
		3: {500 * time.Second, 500 * time.Second},
	}
	late := delays(gaps, longest, func(tool int) bool { return tool != 3 })
	want := []time.Duration{0, 4 * time.Second, 14 * time.Second}
	if len(late) != len(want) {
		t.Fatalf("got %v, want %v", late, want)
	}
	for i := range want {
		if late[i] != want[i] {
			t.Errorf("got %v, want %v", late, want)
		}
	}
	if got := quantile(late, 1); got != 14*time.Second {
		t.Errorf("the longest delay is %s, want 14 s", got)
	}
}
