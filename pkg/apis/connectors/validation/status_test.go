// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package validation

import (
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors"
)

func TestValidateConnectorStatusUpdate(t *testing.T) {
	conditions := func(conditions ...connectors.Condition) func(*connectors.ConnectorStatus) {
		return func(s *connectors.ConnectorStatus) { s.Conditions = conditions }
	}
	ready := connectors.Condition{Type: "Ready", Status: metav1.ConditionTrue}
	for _, tt := range []struct {
		name   string
		change func(*connectors.ConnectorStatus)
		want   []wanted
	}{
		{"empty", func(*connectors.ConnectorStatus) {}, nil},
		{"full", func(s *connectors.ConnectorStatus) {
			s.ObservedGeneration = 3
			s.Annotations = map[string]string{"example.com/a": "b"}
			s.Conditions = []connectors.Condition{ready, {
				Type: "CACertReady", Status: metav1.ConditionFalse, Severity: "Info", Reason: "InvalidPEM", Message: "no certificate\nat all",
			}}
			s.API = &connectors.ConnectorAPIStatus{Path: "/apis/connectors.alauda.io"}
			s.Proxy = &connectors.ConnectorProxyStatus{HTTPAddress: &connectors.Addressable{URL: "http://c-git.team.svc.cluster.local"}}
		}, nil},
		{"negative generation", func(s *connectors.ConnectorStatus) { s.ObservedGeneration = -1 }, one("status.observedGeneration: Invalid value", "")},
		{"annotation key", func(s *connectors.ConnectorStatus) { s.Annotations = map[string]string{"a b": ""} }, one("status.annotations: Invalid value", "")},
		{"condition twice", conditions(ready, ready), one(`status.conditions[1].type: Duplicate value: "Ready"`, "")},
		{"no type", conditions(connectors.Condition{Status: "True"}), one("status.conditions[0].type: Required value", "")},
		{"bad type", conditions(connectors.Condition{Type: "is ready", Status: "True"}), one("status.conditions[0].type: Invalid value", "CamelCase")},
		{"no status", conditions(connectors.Condition{Type: "Ready"}), one("status.conditions[0].status: Unsupported value", `"False", "True", "Unknown"`)},
		{"bad status", conditions(connectors.Condition{Type: "Ready", Status: "yes"}), one(`status.conditions[0].status: Unsupported value: "yes"`, "")},
		{"bad severity", conditions(connectors.Condition{Type: "Ready", Status: "True", Severity: "Low"}), one("status.conditions[0].severity: Unsupported value", `"Info"`)},
		{"bad reason", conditions(connectors.Condition{Type: "Ready", Status: "True", Reason: "not found"}), one("status.conditions[0].reason: Invalid value", "CamelCase")},
		{"long reason", conditions(connectors.Condition{Type: "Ready", Status: "True", Reason: strings.Repeat("a", 1025)}), one("status.conditions[0].reason: Too long", "")},
		{"long message", conditions(connectors.Condition{Type: "Ready", Status: "True", Message: strings.Repeat("a", 32<<10+1)}), one("status.conditions[0].message: Too long", "32768")},
		{"too many", conditions(make([]connectors.Condition, 65)...), append(one("status.conditions: Too many", "64"), repeated("status.conditions", 130)...)},
		{"API path", func(s *connectors.ConnectorStatus) { s.API = &connectors.ConnectorAPIStatus{Path: "apis"} }, one("status.api.path: Invalid value", "slash")},
		{"proxy URL", func(s *connectors.ConnectorStatus) {
			s.Proxy = &connectors.ConnectorProxyStatus{HTTPAddress: &connectors.Addressable{URL: "c-git", CACerts: "x"}}
		}, append(one("status.proxy.httpAddress.url: Invalid value", "absolute"), wanted{"status.proxy.httpAddress.CACerts: Invalid value", "PEM"})},
		{"proxy without address", func(s *connectors.ConnectorStatus) { s.Proxy = &connectors.ConnectorProxyStatus{} }, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := goodConnector()
			tt.change(&c.Status)
			expect(t, ValidateConnectorStatusUpdate(c, goodConnector()), tt.want)
		})
	}
}

func TestStatusUpdateLeavesSpecAlone(t *testing.T) {
	c, old := goodConnector(), goodConnector()
	c.Spec.Address, old.Spec.Address = "no longer good", "no longer good"
	expect(t, ValidateConnectorStatusUpdate(c, old), nil)
	c.UID = "other"
	expect(t, ValidateConnectorStatusUpdate(c, old), one("metadata.uid: Invalid value", "immutable"))
}

func TestValidateConnectorClassStatusUpdate(t *testing.T) {
	bad := &connectors.Addressable{URL: "mysql://h"}
	for _, tt := range []struct {
		name   string
		change func(*connectors.ConnectorClassStatus)
		want   []wanted
	}{
		{"full", func(s *connectors.ConnectorClassStatus) {
			s.Conditions = []connectors.Condition{{Type: "Ready", Status: "Unknown"}}
			s.API = &connectors.ConnectorClassAPIStatus{Address: &connectors.Addressable{URL: "https://api.connectors-system.svc"}}
			s.Proxy = &connectors.ConnectorClassProxyStatus{HTTPAddress: &connectors.Addressable{Name: "http"}}
		}, nil},
		{"API", func(s *connectors.ConnectorClassStatus) { s.API = &connectors.ConnectorClassAPIStatus{Address: bad} },
			one("status.api.address.url: Invalid value", "http or https")},
		{"proxy", func(s *connectors.ConnectorClassStatus) {
			s.Proxy = &connectors.ConnectorClassProxyStatus{HTTPAddress: bad}
		},
			one("status.proxy.httpAddress.url: Invalid value", "http or https")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := goodClass()
			tt.change(&c.Status)
			expect(t, ValidateConnectorClassStatusUpdate(c, goodClass()), tt.want)
		})
	}
}

func repeated(at string, count int) []wanted {
	list := make([]wanted, count)
	for i := range list {
		list[i].at = at
	}
	return list
}
