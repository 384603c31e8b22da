// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package target

import (
	"crypto/x509"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/openapi"
)

// ReasonInvalidOpenAPI is the reason of a class whose OpenAPI description cannot be used: it was admitted by another version
// of the API server.
const ReasonInvalidOpenAPI = "InvalidOpenAPI"

// API is what the API of a class is to a Connector. It is immutable.
type API struct {
	// Description says which requests the class API answers. Nil means that nothing is declared: all requests go to the
	// tool, unless Misdescribed says that nobody knows.
	Description *openapi.Description
	// Misdescribed says why the description of the class cannot be used, nil when it can or there is none. Then nothing may
	// be sent at all, for what was meant for the class API would go to the tool.
	Misdescribed *Unusable
	// Service is the base address of the class API; zero while Unusable says that there is none.
	Service Address
	// Roots are the certificate authorities that vouch for the class API. RootsID names their content. See Target.
	Roots   *x509.CertPool
	RootsID string
	// Unusable says why no request may be sent to the class API, nil when requests may. It is not about the address of
	// the tool: what no proxy reaches, a class API may.
	Unusable *Unusable
}

// compileAPI gives nil for a class without an API.
func compileAPI(in inputs, secret AuthSecret) *API {
	if in.class.Spec.API == nil {
		return nil
	}
	api := &API{
		Description: in.described.compiled, Misdescribed: in.described.problem,
		Roots: in.apiRoots.pool, RootsID: in.apiRoots.id,
	}
	var away *Unusable
	api.Service, away = serviceOf(in.class)
	for _, problem := range []*Unusable{api.Misdescribed, secret.untold, away} {
		if problem != nil {
			api.Unusable = problem
			break
		}
	}
	return api
}

// serviceOf is the address of the class API as the status of the class has it.
func serviceOf(class *v1alpha1.ConnectorClass) (Address, *Unusable) {
	if class.Status.API == nil || class.Status.API.Address == nil || class.Status.API.Address.URL == "" {
		away := unusable(v1alpha1.ReasonConnectorClassNotReady, "the class API of connector class %q has no address yet", class.Name)
		away.Transient = true
		return Address{}, away
	}
	service, err := ParseAddress(class.Status.API.Address.URL)
	if err != nil {
		return Address{}, unusable(v1alpha1.ReasonConnectorClassNotReady,
			"the address of the class API of connector class %q cannot be used: %v", class.Name, err)
	}
	return service, nil
}

// apiCertificates are the certificates that vouch for the class API, as PEM, empty where the class names none.
func apiCertificates(class *v1alpha1.ConnectorClass) string {
	if class == nil || class.Spec.API == nil || class.Status.API == nil || class.Status.API.Address == nil {
		return ""
	}
	return class.Status.API.Address.CACerts
}
