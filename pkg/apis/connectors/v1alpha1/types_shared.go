// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// ConditionType names one aspect of the observed state.
type ConditionType string

// ConditionSeverity says how to treat a condition that is not true; empty is an error.
type ConditionSeverity string

// ConditionSeverityInfo marks a condition that does not count for Ready.
const ConditionSeverityInfo ConditionSeverity = "Info"

// Condition is one aspect of the observed state.
type Condition struct {
	// type of the condition.
	Type ConditionType `json:"type"`

	// status is True, False or Unknown.
	Status metav1.ConditionStatus `json:"status"`

	// severity is Info for a condition that does not count for Ready; empty otherwise.
	// +optional
	Severity ConditionSeverity `json:"severity,omitempty"`

	// lastTransitionTime is when the status last changed.
	// +optional
	LastTransitionTime metav1.Time `json:"lastTransitionTime,omitzero"`

	// lastProbeTime is when the tool was last asked. It may lag behind by some minutes while nothing changes.
	// +optional
	LastProbeTime metav1.Time `json:"lastProbeTime,omitzero"`

	// reason is a word in CamelCase for programs; empty when there is nothing to say.
	// +optional
	Reason string `json:"reason,omitempty"`

	// message is a sentence for people. It never holds a credential.
	// +optional
	Message string `json:"message"`
}

// Addressable is where something takes requests.
type Addressable struct {
	// name of the address.
	// +optional
	Name string `json:"name,omitempty"`

	// url to send requests to.
	// +optional
	URL string `json:"url,omitempty"`

	// CACerts are PEM certificates of the authorities that vouch for the address, or, for a forward proxy, for the
	// certificates that it answers with in the tool's name.
	// +optional
	CACerts string `json:"CACerts,omitempty"`

	// audience that tokens for this address must have.
	// +optional
	Audience string `json:"audience,omitempty"`
}

// ParamSpec declares a value that a Connector, or a mount of a configuration, may or must give.
type ParamSpec struct {
	// name of the value.
	// +optional
	Name string `json:"name,omitempty"`

	// type is string, array or object; string when empty. Addresses and their extensions are strings.
	// +optional
	Type ParamType `json:"type,omitempty"`

	// description for people who fill in a form.
	// +optional
	Description string `json:"description,omitempty"`

	// properties describe the keys of a param of type object.
	// +optional
	Properties map[string]PropertySpec `json:"properties,omitempty"`

	// default is used where no value is given. A param without a default must be given.
	// +optional
	Default *ParamValue `json:"default,omitempty"`

	// enum lists the allowed values; empty allows all.
	// +optional
	// +listType=atomic
	Enum []string `json:"enum,omitempty"`

	// annotations is further information for tools, not interpreted.
	// +optional
	Annotations map[string]string `json:"annotations,omitempty"`
}

// PropertySpec describes a key of a param of type object.
type PropertySpec struct {
	// type of the key's value; string when empty.
	// +optional
	Type ParamType `json:"type,omitempty"`
}

// Param is a named value.
type Param struct {
	// name as the ConnectorClass declares it.
	Name string `json:"name"`

	// value is a string, a list of strings or a map of strings.
	Value ParamValue `json:"value"`
}
