// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connector

import (
	"fmt"
	"strings"

	"connectors.alauda.io/pkg/apis/connectors"
)

// warnings are about what works, but hardly as intended.
func warnings(spec *connectors.ConnectorSpec) []string {
	var list []string
	ref := secretRef(spec)
	if ref != nil && isPlain(spec.Address) {
		list = append(list, fmt.Sprintf("spec.address: over http the credential of Secret %q travels in clear; use https", ref.Name))
	}
	for i := range spec.AddressExtensions {
		if ref != nil && isPlain(spec.AddressExtensions[i].Value.StringVal) {
			list = append(list, fmt.Sprintf(
				"spec.addressExtensions[%d].value: over http the credential of Secret %q travels in clear; use https", i, ref.Name))
		}
	}
	if spec.CACertSecretRef != nil && !usesTLS(spec) {
		list = append(list, "spec.caCertSecretRef: has no effect, since no address is an https one")
	}
	if ref != nil && ref.FieldPath != "" {
		list = append(list, "spec.auth.secretRef.fieldPath: has no effect; the auth type says which keys of the Secret are used")
	}
	return list
}

func secretRef(spec *connectors.ConnectorSpec) *connectors.SecretReference {
	if spec.Auth == nil {
		return nil
	}
	return spec.Auth.SecretRef
}

// isPlain relies on validation having seen the URL.
func isPlain(url string) bool { return hasScheme(url, "http") }

// usesTLS takes an address that is left to the class for an https one.
func usesTLS(spec *connectors.ConnectorSpec) bool {
	if spec.Address == "" || hasScheme(spec.Address, "https") {
		return true
	}
	for i := range spec.AddressExtensions {
		if hasScheme(spec.AddressExtensions[i].Value.StringVal, "https") {
			return true
		}
	}
	return false
}

func hasScheme(url, scheme string) bool {
	before, _, found := strings.Cut(url, "://")
	return found && strings.EqualFold(before, scheme)
}
