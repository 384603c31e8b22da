// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connectorclass

import (
	"k8s.io/apimachinery/pkg/types"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/target/serviceref"
)

// declaration is one endpoint of a class as its spec declares it.
type declaration struct {
	// api is true for the class API, false for the proxy.
	api     bool
	ref     *v1alpha1.ObjectReference
	uri     string
	caCerts string
	prefer  serviceref.Scheme
}

// declaredAPI is nil for a class without a class API.
func declaredAPI(spec *v1alpha1.ConnectorClassSpec) *declaration {
	if spec.API == nil {
		return nil
	}
	return &declaration{api: true, ref: spec.API.Ref, uri: spec.API.URI, caCerts: spec.API.CACerts, prefer: serviceref.HTTPS}
}

// declaredProxy is nil for a class without a proxy.
func declaredProxy(spec *v1alpha1.ConnectorClassSpec) *declaration {
	if spec.Proxy == nil {
		return nil
	}
	return &declaration{ref: spec.Proxy.Ref, uri: spec.Proxy.URI, caCerts: spec.Proxy.CACerts, prefer: serviceref.HTTP}
}

// referents are the Services that the status of a class depends on.
func referents(spec *v1alpha1.ConnectorClassSpec) []types.NamespacedName {
	var names []types.NamespacedName
	for _, d := range []*declaration{declaredAPI(spec), declaredProxy(spec)} {
		if d == nil {
			continue
		}
		if name, ok := serviceref.Referent(d.ref, d.uri); ok {
			names = append(names, name)
		}
	}
	return names
}
