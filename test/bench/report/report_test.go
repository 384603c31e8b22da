// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package report

import (
	"slices"
	"strings"
	"testing"
)

func TestTable(t *testing.T) {
	figures := []Figure{
		{Name: "more is better", Unit: "/s", Ours: []float64{100, 300, 200}, Peer: []float64{100, 100, 100}, Bound: AtLeast(1.2)},
		{Name: "less is better", Unit: "ms", Ours: []float64{3}, Peer: []float64{2}, Bound: AtMost(1.2)},
		{Name: "for the record", Unit: "ms", Ours: []float64{1}, Peer: []float64{2}},
		{Name: "absolute", Unit: "s", Ours: []float64{7}, Bound: AtMost(8)},
		{Name: "too much", Unit: "s", Ours: []float64{9}, Bound: AtMost(8)},
	}
	text := &strings.Builder{}
	if err := Table(text, figures); err != nil {
		t.Fatal(err)
	}
	const want = `
| figure         | ours   | peer   | ratio | target  | verdict |
|----------------|--------|--------|-------|---------|---------|
| more is better | 200 /s | 100 /s | 2.00  | >= 1.20 | pass    |
| less is better | 3.0 ms | 2.0 ms | 1.50  | <= 1.20 | FAIL    |
| for the record | 1.0 ms | 2.0 ms | 0.50  | -       | pass    |
| absolute       | 7.0 s  | -      | -     | <= 8.00 | pass    |
| too much       | 9.0 s  | -      | -     | <= 8.00 | FAIL    |
`
	if got := "\n" + text.String(); got != want {
		t.Errorf("got %s want %s", got, want)
	}
	if missed := Missed(figures); !slices.Equal(missed, []string{"less is better", "too much"}) {
		t.Errorf("missed: %v", missed)
	}
}

// A round in which the machine was slow does not change the ratio.
func TestRatioIsThatOfTheRounds(t *testing.T) {
	figure := Figure{Ours: []float64{10, 200, 20}, Peer: []float64{5, 100, 10}}
	if got := figure.Ratio(); got != 2 {
		t.Errorf("ratio %g, want 2", got)
	}
}
