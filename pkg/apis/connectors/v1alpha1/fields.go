// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import (
	"fmt"

	"k8s.io/apimachinery/pkg/runtime"
)

// ClassNameField is the field selector, beside those of the metadata, that lists and watches of Connectors take.
const ClassNameField = "spec.connectorClassName"

// addFieldLabelConversions says which field selectors clients may use. ConnectorClasses take those of the metadata only,
// as every type does.
func addFieldLabelConversions(scheme *runtime.Scheme) error {
	return scheme.AddFieldLabelConversionFunc(SchemeGroupVersion.WithKind("Connector"), func(label, value string) (string, string, error) {
		switch label {
		case "metadata.name", "metadata.namespace", ClassNameField:
			return label, value, nil
		default:
			return "", "", fmt.Errorf("field label %q is not supported; supported are metadata.name, metadata.namespace and %s",
				label, ClassNameField)
		}
	})
}
