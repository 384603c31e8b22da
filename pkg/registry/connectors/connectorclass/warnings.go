// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connectorclass

import (
	"fmt"

	"connectors.alauda.io/pkg/apis/connectors"
	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// warnings are about what works, but hardly as intended.
func warnings(spec *connectors.ConnectorClassSpec) []string {
	var list []string
	if spec.Auth != nil {
		for i := range spec.Auth.Types {
			list = append(list, authTypeWarnings(&spec.Auth.Types[i], spec.Proxy != nil, i)...)
		}
	}
	for i := range spec.AuthProbes {
		if probe := spec.AuthProbes[i].Probe.HTTP; probe != nil && probe.Host != "" {
			list = append(list, fmt.Sprintf(
				"spec.authProbes[%d].probe.http.host: a probe of a host other than the Connector's carries no credential", i))
		}
	}
	return append(list, openAPIWarnings(spec)...)
}

func authTypeWarnings(authType *connectors.AuthType, proxied bool, index int) []string {
	if isKnown(authType.SecretType) {
		return nil
	}
	var list []string
	if proxied && (authType.Inject == nil || len(authType.Inject.Headers)+len(authType.Inject.Query) == 0) {
		list = append(list, fmt.Sprintf(
			"spec.auth.types[%d].inject: needed to put Secrets of type %q on requests", index, authType.SecretType))
	}
	if len(authType.Params) == 0 {
		list = append(list, fmt.Sprintf(
			"spec.auth.types[%d].params: declare the keys of Secrets of type %q, so that a missing one is reported",
			index, authType.SecretType))
	}
	return list
}

// isKnown says whether the keys of Secrets of a type, and how they are put on requests, are known without the class.
func isKnown(secretType string) bool {
	switch secretType {
	case v1alpha1.SecretTypeBasicAuth, v1alpha1.SecretTypeBearerToken, v1alpha1.SecretTypeRegistryToken:
		return true
	}
	return false
}
