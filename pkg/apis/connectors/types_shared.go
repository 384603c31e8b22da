// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connectors

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// ConditionType names one aspect of the observed state.
type ConditionType string

// ConditionSeverity says how to treat a condition that is not true; empty is an error.
type ConditionSeverity string

// ConditionSeverityInfo marks a condition that does not count for Ready.
const ConditionSeverityInfo ConditionSeverity = "Info"

// Condition is one aspect of the observed state.
type Condition struct {
	Type               ConditionType
	Status             metav1.ConditionStatus
	Severity           ConditionSeverity
	LastTransitionTime metav1.Time
	LastProbeTime      metav1.Time
	Reason             string
	Message            string
}

// Addressable is where something takes requests.
type Addressable struct {
	Name     string
	URL      string
	CACerts  string
	Audience string
}

// ParamSpec declares a value that a Connector, or a mount of a configuration, may or must give.
type ParamSpec struct {
	Name        string
	Type        ParamType
	Description string
	Properties  map[string]PropertySpec
	Default     *ParamValue
	Enum        []string
	Annotations map[string]string
}

// PropertySpec describes a key of a param of type object.
type PropertySpec struct {
	Type ParamType
}

// Param is a named value.
type Param struct {
	Name  string
	Value ParamValue
}
