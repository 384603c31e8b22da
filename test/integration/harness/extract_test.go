// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package harness

import (
	"fmt"
	"strings"
	"testing"
)

func TestExtract(t *testing.T) {
	var many strings.Builder
	for i := range 3 * shownLines {
		fmt.Fprintf(&many, "I1122 %d of test-a\nI1122 %d of test-b\n", i, i)
	}
	wide := "I1122 test-a " + strings.Repeat("x", 10000)
	for _, test := range []struct{ name, log, want string }{
		{"nothing", "", ""},
		{"of others", "I1122 test-b is fine\n", ""},
		{"of the namespace", "I1122 test-a\nI1122 test-b\nI1122 again test-a\n", "I1122 test-a\nI1122 again test-a"},
		{"errors of anybody", "E1122 broken\nI1122 E is no error\n", "E1122 broken"},
		{"without an end", "I1122 test-a", "I1122 test-a"},
		{"a long line", wide + "\nI1122 test-b\n", wide[:shownWidth]},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got, err := extract(strings.NewReader(test.log), "test-a"); err != nil || got != test.want {
				t.Errorf("%q (error %v), want %q", got, err, test.want)
			}
		})
	}
	got, err := extract(strings.NewReader(many.String()), "test-a")
	if lines := strings.Split(got, "\n"); err != nil || len(lines) != shownLines || lines[shownLines-1] != "I1122 59 of test-a" {
		t.Errorf("%d lines (error %v), want the last %d:\n%s", len(lines), err, shownLines, got)
	}
}
