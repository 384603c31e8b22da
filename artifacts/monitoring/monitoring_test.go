// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package monitoring

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// own is the prefix of the metrics of the controller.
const own = "connectors_controller_"

// foreign are the metrics of libraries that are used, with the labels that are used of them.
var foreign = map[string][]string{
	"leader_election_master_status":           {"name"},
	"process_cpu_seconds_total":               nil,
	"process_resident_memory_bytes":           nil,
	"rest_client_requests_total":              {"code", "method"},
	"workqueue_depth":                         {"name"},
	"workqueue_queue_duration_seconds_bucket": {"le", "name"},
}

// TestExpressions holds dashboard and rules to metrics and labels that exist.
func TestExpressions(t *testing.T) {
	known := map[string][]string{}
	for name, labels := range foreign {
		known[name] = labels
	}
	for name, f := range registered(t) {
		known[name] = f.labels
		if f.histogram {
			known[name+"_count"], known[name+"_bucket"] = f.labels, append([]string{"le"}, f.labels...)
			delete(known, name)
		}
	}
	used := map[string]bool{}
	for _, expr := range expressions(t) {
		t.Run(expr.where, func(t *testing.T) {
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
				used[metric] = true
				for _, label := range names.labels {
					if label != "job" && !slices.Contains(labels, label) {
						t.Errorf("%s has no label %s, only %v", metric, label, labels)
					}
				}
				// Every process has these: without the job they would be those of the whole cluster.
				if !strings.HasPrefix(metric, own) && !strings.Contains(expr.text, `job="connectors-controller"`) {
					t.Errorf("%s must be that of job connectors-controller", metric)
				}
			}
		})
	}
	for metric := range known {
		if strings.HasPrefix(metric, own) && !used[metric] {
			t.Errorf("%s is on no panel", metric)
		}
	}
}

// TestDashboard looks for panels that lie on each other or say nothing.
func TestDashboard(t *testing.T) {
	const columns = 24
	taken, ids := map[[2]int]string{}, map[int]bool{}
	for _, panel := range readDashboard(t).Panels {
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
	var file ruleFile
	readStrictly(t, "rules.yaml", &file)
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
	for _, want := range []string{"ConnectorNotReady", "ConnectorCredentialRejected", "ConnectorProbeBacklog", "ConnectorControllerDown"} {
		if !slices.Contains(alerts, want) {
			t.Errorf("there is no alert %s", want)
		}
	}
}
