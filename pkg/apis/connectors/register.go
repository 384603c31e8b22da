// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connectors

import (
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// GroupName is the API group of Connectors.
const GroupName = "connectors.alauda.io"

// SchemeGroupVersion is the group and the internal version.
var SchemeGroupVersion = schema.GroupVersion{Group: GroupName, Version: runtime.APIVersionInternal}

var (
	// SchemeBuilder collects what AddToScheme registers.
	SchemeBuilder = runtime.NewSchemeBuilder(addKnownTypes)

	// AddToScheme registers the internal types with a Scheme.
	AddToScheme = SchemeBuilder.AddToScheme
)

// Kind gives the GroupKind of a kind of this group.
func Kind(kind string) schema.GroupKind {
	return SchemeGroupVersion.WithKind(kind).GroupKind()
}

// Resource gives the GroupResource of a resource of this group.
func Resource(resource string) schema.GroupResource {
	return SchemeGroupVersion.WithResource(resource).GroupResource()
}

func addKnownTypes(scheme *runtime.Scheme) error {
	scheme.AddKnownTypes(SchemeGroupVersion,
		&Connector{},
		&ConnectorList{},
		&ConnectorClass{},
		&ConnectorClassList{},
		&ConnectorProxyOptions{},
		&ConnectorAPIOptions{},
	)
	return nil
}
