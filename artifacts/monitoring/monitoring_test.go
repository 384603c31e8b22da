// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package monitoring

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// TestExpressions holds dashboards and rules to metrics and labels that exist.
func TestExpressions(t *testing.T) {
	for _, p := range programs() {
		known, used := p.known(t), map[string]bool{}
		for _, expr := range p.expressions(t) {
			t.Run(p.job+"/"+expr.where, func(t *testing.T) {
				for _, metric := range p.check(t, expr, known) {
					used[metric] = true
				}
			})
		}
		for metric := range known {
			// The number of events is in the histogram as well.
			if strings.HasPrefix(metric, p.prefix) && !used[metric] && !used[strings.TrimSuffix(metric, "_count")+"_bucket"] {
				t.Errorf("%s is on no panel", metric)
			}
		}
	}
}

// known are the metrics that may be spoken of, with their labels.
func (p program) known(t *testing.T) map[string][]string {
	t.Helper()
	known := map[string][]string{}
	for name, labels := range p.foreign {
		known[name] = labels
	}
	for name, f := range p.registered(t) {
		known[name] = f.labels
		if f.histogram {
			known[name+"_count"], known[name+"_bucket"] = f.labels, append([]string{"le"}, f.labels...)
			delete(known, name)
		}
	}
	return known
}

// check gives the metrics of an expression.
func (p program) check(t *testing.T, expr expression, known map[string][]string) []string {
	t.Helper()
	names, err := parse(expr.text)
	if err != nil {
		t.Fatal(err)
	}
	if len(names.metrics) == 0 {
		t.Error("it speaks of no metric")
	}
	for _, metric := range names.metrics {
		labels, ok := known[metric]
		if !ok {
			t.Errorf("there is no metric %s", metric)
		}
		for _, label := range names.labels {
			if label != "job" && !slices.Contains(labels, label) {
				t.Errorf("%s has no label %s, only %v", metric, label, labels)
			}
		}
		// Every process has these: without the job they would be those of the whole cluster.
		if !strings.HasPrefix(metric, p.prefix) && !strings.Contains(expr.text, `job="`+p.job+`"`) {
			t.Errorf("%s must be that of job %s", metric, p.job)
		}
	}
	return names.metrics
}

// TestDashboard looks for panels that lie on each other or say nothing.
func TestDashboard(t *testing.T) {
	for _, p := range programs() {
		t.Run(p.job, func(t *testing.T) { checkPanels(t, readDashboard(t, p.dashboard).Panels) })
	}
}

func checkPanels(t *testing.T, panels []panel) {
	t.Helper()
	const columns = 24
	taken, ids := map[[2]int]string{}, map[int]bool{}
	for _, panel := range panels {
		at := panel.GridPos
		if ids[panel.ID] || panel.ID == 0 || panel.Title == "" || at.W == 0 || at.H == 0 || at.X+at.W > columns {
			t.Errorf("panel %d, %q: needs an id of its own, a title and a place", panel.ID, panel.Title)
		}
		ids[panel.ID] = true
		if panel.Type != "row" && (panel.Description == "" || len(panel.Targets) == 0) {
			t.Errorf("panel %q: needs a description and a query", panel.Title)
		}
		for x := at.X; x < at.X+at.W; x++ {
			for y := at.Y; y < at.Y+at.H; y++ {
				if other := taken[[2]int{x, y}]; other != "" {
					t.Fatalf("panel %q lies on %q", panel.Title, other)
				}
				taken[[2]int{x, y}] = panel.Title
			}
		}
	}
}

func TestRules(t *testing.T) {
	for _, p := range programs() {
		t.Run(p.job, p.checkRules)
	}
}

func (p program) checkRules(t *testing.T) {
	var file ruleFile
	readStrictly(t, p.rules, &file)
	if file.APIVersion != "monitoring.coreos.com/v1" || file.Kind != "PrometheusRule" {
		t.Errorf("it is a %s %s", file.APIVersion, file.Kind)
	}
	var alerts []string
	for _, group := range file.Spec.Groups {
		for _, rule := range group.Rules {
			alerts = append(alerts, rule.Alert)
			if lasts, err := time.ParseDuration(rule.For); err != nil || lasts < time.Minute {
				t.Errorf("%s: for is %q: a moment is no reason to wake somebody", rule.Alert, rule.For)
			}
			if rule.Labels["severity"] == "" || rule.Annotations["summary"] == "" {
				t.Errorf("%s: needs a severity and a summary", rule.Alert)
			}
			// Whoever is woken is told what to do.
			if !strings.Contains(rule.Annotations["description"], "--") && !strings.Contains(rule.Annotations["description"], "kubectl") {
				t.Errorf("%s: the description names no command", rule.Alert)
			}
		}
	}
	for _, want := range p.alerts {
		if !slices.Contains(alerts, want) {
			t.Errorf("there is no alert %s", want)
		}
	}
}
