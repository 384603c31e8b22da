// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connectorclass

import (
	"slices"
	"strings"

	"connectors.alauda.io/pkg/apis/connectors"
	"connectors.alauda.io/pkg/openapi"
)

// openAPIWarnings names operations that no Connector can have: those at address extensions that the class does not declare. The text
// that stands there is not repeated. It may be a URL that lacks its scheme, and hold a password.
func openAPIWarnings(spec *connectors.ConnectorClassSpec) []string {
	if spec.API == nil || spec.API.OpenAPI == nil {
		return nil
	}
	description, err := openapi.Compile(spec.API.OpenAPI.Raw)
	if err != nil {
		return nil // validation has refused it, or it was stored before there was any
	}
	var list []string
	for address, place := range description.Places() {
		if !strings.Contains(address, "://") && !declares(spec.AddressExtensions, address) {
			list = append(list, "spec.api.openapi."+place.String()+
				": neither a URL nor an address extension that the class declares: these requests are answered 400")
		}
	}
	return list
}

func declares(extensions []connectors.ParamSpec, name string) bool {
	return slices.ContainsFunc(extensions, func(e connectors.ParamSpec) bool { return e.Name == name })
}
