// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package install registers every version of the API group with a Scheme.
package install

import (
	"fmt"

	"k8s.io/apimachinery/pkg/runtime"

	"connectors.alauda.io/pkg/apis/connectors"
	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// Install registers the internal types and every external version, and which version is preferred.
func Install(scheme *runtime.Scheme) error {
	for _, add := range []func(*runtime.Scheme) error{connectors.AddToScheme, v1alpha1.AddToScheme} {
		if err := add(scheme); err != nil {
			return fmt.Errorf("registering API group %s: %w", connectors.GroupName, err)
		}
	}
	if err := scheme.SetVersionPriority(v1alpha1.SchemeGroupVersion); err != nil {
		return fmt.Errorf("setting the version priority of API group %s: %w", connectors.GroupName, err)
	}
	return nil
}
