// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package monitoring

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParse(t *testing.T) {
	for _, test := range []struct {
		name, expr string
		want       usage
		wrong      string
	}{
		{"name", "up", usage{metrics: []string{"up"}}, ""},
		{"matchers", `up{job="a b",x!~"y"} > 0`, usage{[]string{"up"}, []string{"job", "x"}}, ""},
		{"functions", `sum by (a, b) (rate(c_total[5m])) / max(d)`, usage{[]string{"c_total", "d"}, []string{"a", "b"}}, ""},
		{"variable", `rate(c_total[$__rate_interval])`, usage{metrics: []string{"c_total"}}, ""},
		{"no end", `sum(up`, usage{}, "not closed"},
		{"wrong end", `sum(up]`, usage{}, "closes nothing"},
		{"text without an end", `up{job="a}`, usage{}, "not terminated"},
		{"unknown function", `summ(up)`, usage{}, "no known function"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := parse(test.expr)
			if test.wrong != "" {
				if err == nil || !strings.Contains(err.Error(), test.wrong) {
					t.Fatalf("got %v, want an error about %q", err, test.wrong)
				}
				return
			}
			if diff := cmp.Diff(test.want, got, cmp.AllowUnexported(usage{})); err != nil || diff != "" {
				t.Errorf("%v\n%s", err, diff)
			}
		})
	}
}
