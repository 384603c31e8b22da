// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1_test

import (
	"testing"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

func TestFieldSelectors(t *testing.T) {
	for _, tt := range []struct {
		kind, label string
		accepted    bool
	}{
		{"Connector", "metadata.name", true},
		{"Connector", "metadata.namespace", true},
		{"Connector", v1alpha1.ClassNameField, true},
		{"Connector", "spec.address", false},
		{"ConnectorClass", "metadata.name", true},
		{"ConnectorClass", v1alpha1.ClassNameField, false},
	} {
		t.Run(tt.kind+" "+tt.label, func(t *testing.T) {
			label, value, err := newScheme(t).ConvertFieldLabel(v1alpha1.SchemeGroupVersion.WithKind(tt.kind), tt.label, "v")
			if (err == nil) != tt.accepted {
				t.Fatalf("error %v", err)
			}
			if err == nil && (label != tt.label || value != "v") {
				t.Errorf("became %s=%s", label, value)
			}
		})
	}
}
