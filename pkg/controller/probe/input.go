// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package probe

import (
	"crypto/x509"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/target"
	"connectors.alauda.io/pkg/template"
)

// Input is all of one Connector that its probe depends on.
type Input struct {
	// Connector is what templates see as .Connector, with the defaults of its class filled in. Its status and its managed
	// fields are hidden from templates, so that no change of them needs another Plan.
	Connector *v1alpha1.Connector
	// Address is the Connector's address, zero when that is no http or https URL.
	Address target.Address
	// Secret holds the values that the auth type uses, by key. When it is nil there is no .Secret.
	Secret map[string]target.Credential
	// SecretType is the type of the Secret.
	SecretType string
	// Roots vouch for the tool; RootsID names their content, and CustomRoots are those that the system's pool does not have.
	// See target.Target.
	Roots       *x509.CertPool
	RootsID     string
	CustomRoots []*x509.Certificate
	// Further are addresses of the Connector beside its own, where the credential may be used too.
	Further []string
	// API is the class API, nil when it has no address yet.
	API *API
}

// API is a class API whose address is resolved.
type API struct {
	// URL is the base address, as in the status of the class.
	URL string
	// Roots vouch for the class API; RootsID names their content.
	Roots   *x509.CertPool
	RootsID string
}

func (in Input) connector() *v1alpha1.Connector {
	if in.Connector == nil {
		return &v1alpha1.Connector{}
	}
	return in.Connector
}

// data is what templates see. It lives as long as the planning.
func (in Input) data(withSecret bool) map[string]any {
	shown := *in.connector()
	shown.Status, shown.ManagedFields = v1alpha1.ConnectorStatus{}, nil
	data := map[string]any{"Connector": template.View(&shown)}
	if withSecret && in.Secret != nil {
		values := make(map[string]any, len(in.Secret))
		for key, value := range in.Secret {
			values[key] = value.Reveal()
		}
		data["Secret"] = map[string]any{"Type": in.SecretType, "StringData": values}
	}
	return data
}

// refersToSecret is true for a Connector with a Secret, whether this probe is given it or not.
func (in Input) refersToSecret() bool {
	auth := in.connector().Spec.Auth
	return in.Secret != nil || (auth != nil && auth.SecretRef != nil)
}
