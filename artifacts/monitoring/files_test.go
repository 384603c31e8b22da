// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package monitoring

import (
	"encoding/json"
	"os"
	"testing"

	"sigs.k8s.io/yaml"
)

// expression is a PromQL expression and where it stands.
type expression struct{ where, text string }

// dashboard is what is looked at of a Grafana dashboard.
type dashboard struct {
	UID    string
	Panels []panel
}

type panel struct {
	ID                       int
	Type, Title, Description string
	GridPos                  struct{ H, W, X, Y int }
	Targets                  []struct{ RefID, Expr, LegendFormat string }
}

// ruleFile is a PrometheusRule with the fields that are used.
type ruleFile struct {
	APIVersion string         `json:"apiVersion"`
	Kind       string         `json:"kind"`
	Metadata   map[string]any `json:"metadata"`
	Spec       struct {
		Groups []struct {
			Name  string `json:"name"`
			Rules []rule `json:"rules"`
		} `json:"groups"`
	} `json:"spec"`
}

type rule struct {
	Alert       string            `json:"alert"`
	Expr        string            `json:"expr"`
	For         string            `json:"for"`
	Labels      map[string]string `json:"labels"`
	Annotations map[string]string `json:"annotations"`
}

// serviceMonitor is a ServiceMonitor with the fields that are used.
type serviceMonitor struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Metadata   struct {
		Name, Namespace string
		Labels          map[string]string
	} `json:"metadata"`
	Spec struct {
		JobLabel string `json:"jobLabel"`
		Selector struct {
			MatchLabels map[string]string `json:"matchLabels"`
		} `json:"selector"`
		Endpoints []endpoint `json:"endpoints"`
	} `json:"spec"`
}

type endpoint struct {
	Port          string `json:"port"`
	Scheme        string `json:"scheme"`
	Path          string `json:"path"`
	Interval      string `json:"interval"`
	Authorization struct {
		Type        string    `json:"type"`
		Credentials secretKey `json:"credentials"`
	} `json:"authorization"`
	TLSConfig struct {
		ServerName string `json:"serverName"`
		CA         struct {
			Secret secretKey `json:"secret"`
		} `json:"ca"`
	} `json:"tlsConfig"`
}

// podMonitor is a PodMonitor with the fields that are used.
type podMonitor struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Metadata   struct {
		Name, Namespace string
		Labels          map[string]string
	} `json:"metadata"`
	Spec struct {
		JobLabel string `json:"jobLabel"`
		Selector struct {
			MatchLabels map[string]string `json:"matchLabels"`
		} `json:"selector"`
		PodMetricsEndpoints []struct {
			Port, Scheme, Path, Interval string
		} `json:"podMetricsEndpoints"`
	} `json:"spec"`
}

type secretKey struct{ Name, Key string }

func readDashboard(t *testing.T, file string) dashboard {
	t.Helper()
	var read dashboard
	if err := json.Unmarshal(readFile(t, file), &read); err != nil {
		t.Fatal(err)
	}
	return read
}

// readStrictly refuses fields that the type does not have: they would be typing errors.
func readStrictly(t *testing.T, file string, into any) {
	t.Helper()
	if err := yaml.UnmarshalStrict(readFile(t, file), into); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
}

func readFile(t *testing.T, file string) []byte {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// expressions are all of the dashboard and the rules of a program.
func (p program) expressions(t *testing.T) []expression {
	t.Helper()
	var all []expression
	for _, panel := range readDashboard(t, p.dashboard).Panels {
		for _, target := range panel.Targets {
			all = append(all, expression{"panel " + panel.Title, target.Expr})
		}
	}
	var rules ruleFile
	readStrictly(t, p.rules, &rules)
	for _, group := range rules.Spec.Groups {
		for _, rule := range group.Rules {
			all = append(all, expression{"alert " + rule.Alert, rule.Expr})
		}
	}
	return all
}
