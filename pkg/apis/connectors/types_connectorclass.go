// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connectors

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// +k8s:deepcopy-gen:interfaces=k8s.io/apimachinery/pkg/runtime.Object

// ConnectorClass says how tools of one kind are reached, authenticated, probed, configured and browsed. An administrator
// writes it once; Connectors refer to it by name.
type ConnectorClass struct {
	metav1.TypeMeta
	metav1.ObjectMeta
	Spec   ConnectorClassSpec
	Status ConnectorClassStatus
}

// ConnectorClassSpec describes a kind of tool.
type ConnectorClassSpec struct {
	Address           *ParamSpec
	AddressExtensions []ParamSpec
	Params            []ParamSpec
	Auth              *ConnectorClassAuth
	LivenessProbe     *Probe
	AuthProbes        []AuthProbe
	API               *ConnectorClassAPI
	Proxy             *ConnectorClassProxy
	Configurations    []Configuration
}

// ConnectorClassAuth declares the ways of authenticating.
type ConnectorClassAuth struct {
	Types []AuthType
}

// AuthType is one way of authenticating.
type AuthType struct {
	Name        string
	DisplayName string
	Description string
	SecretType  string
	Optional    *bool
	Params      []ParamSpec
	Inject      *Inject
	Generator   *RegoScript
	Annotations map[string]string
}

// Inject says how a credential is put on requests. The templates see .Secret and .Connector.
type Inject struct {
	Headers []InjectedValue
	Query   []InjectedValue
}

// InjectedValue is a header or query parameter that carries a credential.
type InjectedValue struct {
	Name  string
	Value string
}

// RegoScript holds a script of the existing product; it is refused when set.
type RegoScript struct {
	Rego string
}

// Probe is one of http and api.
type Probe struct {
	HTTP *HTTPProbe
	API  *APIProbe
}

// AuthProbe is the probe of one auth type.
type AuthProbe struct {
	AuthName string
	Params   []ParamSpec
	Probe    Probe
}

// HTTPProbe is a request to the tool.
type HTTPProbe struct {
	Path            string
	Method          string
	Host            string
	Scheme          string
	HTTPHeaders     []HTTPHeader
	DisableRedirect *bool
	Response        *ProbeResponse
}

// HTTPHeader is a header of a probe.
type HTTPHeader struct {
	Name  string
	Value string
}

// ProbeResponse says which answers are good.
type ProbeResponse struct {
	CEL string
}

// APIProbe is a request to the class API.
type APIProbe struct {
	Path string
}

// ObjectReference refers to an object with an address; a Service when kind says so.
type ObjectReference struct {
	Kind       string
	Namespace  string
	Name       string
	APIVersion string
	Group      string
	Address    string
}

// ConnectorClassAPI is the class API.
type ConnectorClassAPI struct {
	Ref         *ObjectReference
	URI         string
	CACerts     string
	Audience    string
	OpenAPI     *JSONValue
	Permissions *RegoScript
}

// ConnectorClassProxy is the proxy of a class.
type ConnectorClassProxy struct {
	Ref           *ObjectReference
	URI           string
	CACerts       string
	Audience      string
	AuthExtractor *RegoScript
}

// Configuration is a set of files that a Pod may mount.
type Configuration struct {
	Name        string
	Data        map[string]string
	Params      []ParamSpec
	Annotations map[string]string
}

// ConnectorClassStatus is what the system observed of a class.
type ConnectorClassStatus struct {
	ObservedGeneration int64
	Conditions         []Condition
	Annotations        map[string]string
	API                *ConnectorClassAPIStatus
	Proxy              *ConnectorClassProxyStatus
}

// ConnectorClassAPIStatus is a resolved class API.
type ConnectorClassAPIStatus struct {
	Address *Addressable
}

// ConnectorClassProxyStatus is a resolved proxy.
type ConnectorClassProxyStatus struct {
	HTTPAddress *Addressable
}

// +k8s:deepcopy-gen:interfaces=k8s.io/apimachinery/pkg/runtime.Object

// ConnectorClassList is a list of ConnectorClasses.
type ConnectorClassList struct {
	metav1.TypeMeta
	metav1.ListMeta
	Items []ConnectorClass
}
