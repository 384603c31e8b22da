// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connectors

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// +k8s:deepcopy-gen:interfaces=k8s.io/apimachinery/pkg/runtime.Object

// Connector says where one tool is and which Secret opens it. Workloads and people use the tool through the Connector,
// with their own Kubernetes identity; the credential is put on their requests on the way and they never see it.
type Connector struct {
	metav1.TypeMeta
	metav1.ObjectMeta
	Spec   ConnectorSpec
	Status ConnectorStatus
}

// ConnectorSpec describes one tool.
type ConnectorSpec struct {
	ConnectorClassName string
	Address            string
	AddressExtensions  []Param
	Auth               *ConnectorAuth
	Params             []Param
	CACertSecretRef    *LocalSecretReference
}

// ConnectorAuth says how to authenticate to a tool.
type ConnectorAuth struct {
	Name      string
	SecretRef *SecretReference
	Params    []Param
}

// SecretReference refers to a Secret of the same namespace.
type SecretReference struct {
	Kind            string
	Namespace       string
	Name            string
	UID             string
	APIVersion      string
	ResourceVersion string
	FieldPath       string
}

// LocalSecretReference names a Secret of the same namespace.
type LocalSecretReference struct {
	Name string
}

// ConnectorStatus is what the system observed of a Connector and allocated for it.
type ConnectorStatus struct {
	ObservedGeneration int64
	Conditions         []Condition
	Annotations        map[string]string
	Proxy              *ConnectorProxyStatus
	API                *ConnectorAPIStatus
}

// ConnectorProxyStatus is the proxy allocated for a Connector.
type ConnectorProxyStatus struct {
	HTTPAddress *Addressable
}

// ConnectorAPIStatus says where a tool's API is offered.
type ConnectorAPIStatus struct {
	Path string
}

// +k8s:deepcopy-gen:interfaces=k8s.io/apimachinery/pkg/runtime.Object

// ConnectorList is a list of Connectors.
type ConnectorList struct {
	metav1.TypeMeta
	metav1.ListMeta
	Items []Connector
}

// +k8s:deepcopy-gen:interfaces=k8s.io/apimachinery/pkg/runtime.Object

// ConnectorProxyOptions is the query of a request to connectors/proxy.
type ConnectorProxyOptions struct {
	metav1.TypeMeta
	Path string
}

// +k8s:deepcopy-gen:interfaces=k8s.io/apimachinery/pkg/runtime.Object

// ConnectorAPIOptions is the query of a request to connectors/api.
type ConnectorAPIOptions struct {
	metav1.TypeMeta
	Path string
}
