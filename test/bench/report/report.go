// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package report judges figures and prints them as one table.
package report

import (
	"fmt"
	"io"
	"strings"

	"connectors.alauda.io/test/bench/load"
)

// A Bound is what the ratio of a figure must keep to; the zero Bound is kept by any.
type Bound struct {
	Value float64
	// Upper makes Value the largest good ratio; otherwise it is the smallest.
	Upper bool
}

// AtLeast is the bound of figures of which more is better.
func AtLeast(ratio float64) Bound { return Bound{Value: ratio} }

// AtMost is the bound of figures of which less is better.
func AtMost(ratio float64) Bound { return Bound{Value: ratio, Upper: true} }

func (b Bound) holds(ratio float64) bool {
	if b.Upper {
		return ratio <= b.Value
	}
	return ratio >= b.Value
}

func (b Bound) String() string {
	switch {
	case b == Bound{}:
		return "-"
	case b.Upper:
		return fmt.Sprintf("<= %.2f", b.Value)
	default:
		return fmt.Sprintf(">= %.2f", b.Value)
	}
}

// A Figure compares us with a peer: one value of each for every round. Where there is no peer, what is demanded is
// absolute, and the median of our values is judged.
type Figure struct {
	// Name says what was measured, Unit what is counted.
	Name, Unit string
	Ours, Peer []float64
	Bound      Bound
}

// Ratio is the median of the rounds' ratios: what disturbs the machine for a while disturbs both sides of a round.
func (f Figure) Ratio() float64 {
	ratios := make([]float64, 0, len(f.Ours))
	for i := range min(len(f.Ours), len(f.Peer)) {
		ratios = append(ratios, f.Ours[i]/f.Peer[i])
	}
	return load.Median(ratios)
}

// Passes says whether the ratio, or the value where there is no peer, keeps to the bound.
func (f Figure) Passes() bool {
	if f.isAbsolute() {
		return f.Bound.holds(load.Median(f.Ours))
	}
	return f.Bound.holds(f.Ratio())
}

func (f Figure) isAbsolute() bool { return len(f.Peer) == 0 }

func (f Figure) row() []string {
	verdict := "pass"
	if !f.Passes() {
		verdict = "FAIL"
	}
	peer, ratio := "-", "-"
	if !f.isAbsolute() {
		peer, ratio = amount(load.Median(f.Peer), f.Unit), fmt.Sprintf("%.2f", f.Ratio())
	}
	return []string{f.Name, amount(load.Median(f.Ours), f.Unit), peer, ratio, f.Bound.String(), verdict}
}

func amount(value float64, unit string) string {
	format := "%.0f %s"
	if value < 100 {
		format = "%.1f %s"
	}
	return fmt.Sprintf(format, value, unit)
}

// Table writes the figures as a Markdown table.
func Table(out io.Writer, figures []Figure) error {
	rows := [][]string{{"figure", "ours", "peer", "ratio", "target", "verdict"}}
	for _, figure := range figures {
		rows = append(rows, figure.row())
	}
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], len(cell))
		}
	}
	text := &strings.Builder{}
	for i, row := range rows {
		writeRow(text, row, widths)
		if i == 0 {
			writeRule(text, widths)
		}
	}
	_, err := io.WriteString(out, text.String())
	return err
}

func writeRow(text *strings.Builder, cells []string, widths []int) {
	for i, cell := range cells {
		fmt.Fprintf(text, "| %-*s ", widths[i], cell)
	}
	text.WriteString("|\n")
}

func writeRule(text *strings.Builder, widths []int) {
	for _, width := range widths {
		text.WriteString("|" + strings.Repeat("-", width+2))
	}
	text.WriteString("|\n")
}

// Missed returns the names of the figures that do not keep to their bounds.
func Missed(figures []Figure) []string {
	var missed []string
	for _, figure := range figures {
		if !figure.Passes() {
			missed = append(missed, figure.Name)
		}
	}
	return missed
}
