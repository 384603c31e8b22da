// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// +genclient
// +k8s:deepcopy-gen:interfaces=k8s.io/apimachinery/pkg/runtime.Object

// Connector says where one tool is and which Secret opens it. Workloads and people use the tool through the Connector,
// with their own Kubernetes identity; the credential is put on their requests on the way and they never see it.
type Connector struct {
	metav1.TypeMeta `json:",inline"`
	// Standard object's metadata.
	// More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata
	// +optional
	metav1.ObjectMeta `json:"metadata,omitempty"`

	// spec is the tool to connect to.
	// +optional
	Spec ConnectorSpec `json:"spec,omitempty"`

	// status is what the system observed of the tool and allocated for the Connector. Only the system writes it.
	// +optional
	Status ConnectorStatus `json:"status,omitzero"`
}

// ConnectorSpec describes one tool.
type ConnectorSpec struct {
	// connectorClassName is the name of the ConnectorClass that says how tools of this kind are used. The class may be
	// created later; until then the Connector cannot be used.
	// +optional
	ConnectorClassName string `json:"connectorClassName,omitempty"`

	// address is the URL of the tool: scheme http or https, a host, optionally a port and a path prefix. It holds no user
	// name, query or fragment. It may be left out only where the class declares a default address.
	// +optional
	Address string `json:"address,omitempty"`

	// addressExtensions are further addresses of the same tool, such as an API on a host of its own, under names that the
	// class declares. They share the Connector's credential.
	// +optional
	// +listType=atomic
	AddressExtensions []Param `json:"addressExtensions,omitempty"`

	// auth says how to authenticate to the tool.
	// +optional
	Auth *ConnectorAuth `json:"auth,omitempty"`

	// params are values for the params that the class declares. Left out ones take the class's default.
	// +optional
	// +listType=atomic
	Params []Param `json:"params,omitempty"`

	// caCertSecretRef names a Secret of the Connector's namespace with PEM certificates of authorities that vouch for the
	// tool, in addition to the system's and the administrator's. Used only while the feature flag enable-custom-ca-certs
	// is on.
	// +optional
	CACertSecretRef *LocalSecretReference `json:"caCertSecretRef,omitempty"`
}

// ConnectorAuth says how to authenticate to a tool.
type ConnectorAuth struct {
	// name is one of the class's auth types.
	// +optional
	Name string `json:"name,omitempty"`

	// secretRef is the Secret with the credential. It is in the namespace of the Connector. Whoever changes the spec of a
	// Connector that refers to a Secret must be allowed to get that Secret.
	// +optional
	SecretRef *SecretReference `json:"secretRef,omitempty"`

	// params are values for the params that the class's auth probe declares.
	// +optional
	// +listType=atomic
	Params []Param `json:"params,omitempty"`
}

// SecretReference refers to a Secret of the same namespace.
// +structType=atomic
type SecretReference struct {
	// kind of the referent; Secret when given.
	// +optional
	Kind string `json:"kind,omitempty"`

	// namespace of the Secret; the namespace of the Connector when given.
	// +optional
	Namespace string `json:"namespace,omitempty"`

	// name of the Secret.
	// +optional
	Name string `json:"name,omitempty"`

	// uid of the referent; not interpreted.
	// +optional
	UID string `json:"uid,omitempty"`

	// apiVersion of the referent; v1 when given.
	// +optional
	APIVersion string `json:"apiVersion,omitempty"`

	// resourceVersion of the referent; not interpreted.
	// +optional
	ResourceVersion string `json:"resourceVersion,omitempty"`

	// fieldPath within the referent; not interpreted.
	// +optional
	FieldPath string `json:"fieldPath,omitempty"`
}

// LocalSecretReference names a Secret of the same namespace.
type LocalSecretReference struct {
	// name of the Secret.
	// +optional
	Name string `json:"name,omitempty"`
}

// ConnectorStatus is what the system observed of a Connector and allocated for it.
type ConnectorStatus struct {
	// observedGeneration is the generation of the spec that this status speaks of.
	// +optional
	ObservedGeneration int64 `json:"observedGeneration,omitempty"`

	// conditions are the latest observations: ConnectorClassReady, SecretReady, LivenessReady, AuthReady,
	// ProxyServiceReady, CACertReady and, of all of them, Ready.
	// +optional
	// +listType=map
	// +listMapKey=type
	Conditions []Condition `json:"conditions,omitempty"`

	// annotations is further information about the observed state.
	// +optional
	Annotations map[string]string `json:"annotations,omitempty"`

	// proxy is the address at which workloads of the cluster use the tool; empty when the class offers no proxy.
	// +optional
	Proxy *ConnectorProxyStatus `json:"proxy,omitempty"`

	// api says where the tool's API is offered to clients of the cluster's API server.
	// +optional
	API *ConnectorAPIStatus `json:"api,omitempty"`
}

// ConnectorProxyStatus is the proxy allocated for a Connector.
type ConnectorProxyStatus struct {
	// httpAddress is where the proxy takes requests.
	// +optional
	HTTPAddress *Addressable `json:"httpAddress,omitempty"`
}

// ConnectorAPIStatus says where a tool's API is offered.
type ConnectorAPIStatus struct {
	// path is relative to the address of the cluster's API server.
	// +optional
	Path string `json:"path,omitempty"`
}

// +k8s:deepcopy-gen:interfaces=k8s.io/apimachinery/pkg/runtime.Object

// ConnectorList is a list of Connectors.
type ConnectorList struct {
	metav1.TypeMeta `json:",inline"`
	// Standard list metadata.
	// +optional
	metav1.ListMeta `json:"metadata,omitempty"`

	// items are the Connectors.
	Items []Connector `json:"items"`
}

// +k8s:deepcopy-gen:interfaces=k8s.io/apimachinery/pkg/runtime.Object
// +k8s:conversion-gen:explicit-from=net/url.Values

// ConnectorProxyOptions is the query of a request to connectors/proxy.
type ConnectorProxyOptions struct {
	metav1.TypeMeta `json:",inline"`

	// path is the part of the URL below the tool's address.
	// +optional
	Path string `json:"path,omitempty"`
}

// +k8s:deepcopy-gen:interfaces=k8s.io/apimachinery/pkg/runtime.Object
// +k8s:conversion-gen:explicit-from=net/url.Values

// ConnectorAPIOptions is the query of a request to connectors/api.
type ConnectorAPIOptions struct {
	metav1.TypeMeta `json:",inline"`

	// path is the part of the URL below status.api.path of the Connector.
	// +optional
	Path string `json:"path,omitempty"`
}
