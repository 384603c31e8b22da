// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// +genclient
// +genclient:nonNamespaced
// +k8s:deepcopy-gen:interfaces=k8s.io/apimachinery/pkg/runtime.Object

// ConnectorClass says how tools of one kind are reached, authenticated, probed, configured and browsed. An administrator
// writes it once; Connectors refer to it by name.
type ConnectorClass struct {
	metav1.TypeMeta `json:",inline"`
	// Standard object's metadata.
	// More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata
	// +optional
	metav1.ObjectMeta `json:"metadata,omitempty"`

	// spec is how tools of this kind are used. Whoever changes its api, probes, inject or default addresses must be allowed
	// to get Secrets of all namespaces, since these decide what is sent where with credentials.
	// +optional
	Spec ConnectorClassSpec `json:"spec,omitempty"`

	// status is what the system observed of the class. Only the system writes it.
	// +optional
	Status ConnectorClassStatus `json:"status,omitzero"`
}

// ConnectorClassSpec describes a kind of tool.
type ConnectorClassSpec struct {
	// address constrains the address of Connectors: its default, and its enum.
	// +optional
	Address *ParamSpec `json:"address,omitempty"`

	// addressExtensions declares the names of further addresses of a tool. One without a default must be given.
	// +optional
	// +listType=atomic
	AddressExtensions []ParamSpec `json:"addressExtensions,omitempty"`

	// params declares the params of Connectors. One without a default must be given.
	// +optional
	// +listType=atomic
	Params []ParamSpec `json:"params,omitempty"`

	// auth declares the ways of authenticating to a tool.
	// +optional
	Auth *ConnectorClassAuth `json:"auth,omitempty"`

	// livenessProbe asks whether a tool can be reached, without a credential.
	// +optional
	LivenessProbe *Probe `json:"livenessProbe,omitempty"`

	// authProbes ask whether a tool accepts a credential, one for each auth type.
	// +optional
	// +listType=map
	// +listMapKey=authName
	AuthProbes []AuthProbe `json:"authProbes,omitempty"`

	// api is the class API: a service that knows the resources inside tools of this kind.
	// +optional
	API *ConnectorClassAPI `json:"api,omitempty"`

	// proxy is the proxy that workloads of the cluster use; without it Connectors of this class get no proxy address.
	// +optional
	Proxy *ConnectorClassProxy `json:"proxy,omitempty"`

	// configurations are the files that a Pod may mount, rendered for one Connector.
	// +optional
	// +listType=atomic
	Configurations []Configuration `json:"configurations,omitempty"`
}

// ConnectorClassAuth declares the ways of authenticating.
type ConnectorClassAuth struct {
	// types are the ways; a Connector chooses one by name.
	// +optional
	// +listType=map
	// +listMapKey=name
	Types []AuthType `json:"types,omitempty"`
}

// AuthType is one way of authenticating.
type AuthType struct {
	// name of the auth type, unique within the class.
	Name string `json:"name"`

	// displayName for people.
	// +optional
	DisplayName string `json:"displayName,omitempty"`

	// description for people.
	// +optional
	Description string `json:"description,omitempty"`

	// secretType is the type that Secrets for this auth type must have, such as kubernetes.io/basic-auth,
	// connectors.cpaas.io/bearer-token, cpaas.io/distribution-registry-token or Opaque.
	// +optional
	SecretType string `json:"secretType,omitempty"`

	// optional is true when a Connector may use this auth type without a Secret; its requests then carry no credential.
	// +optional
	Optional *bool `json:"optional,omitempty"`

	// params declares the keys of the Secret. It may be left out for the known Secret types.
	// +optional
	// +listType=atomic
	Params []ParamSpec `json:"params,omitempty"`

	// inject says how the credential is put on requests; by the Secret type when empty.
	// +optional
	Inject *Inject `json:"inject,omitempty"`

	// generator is not supported: a class that uses it is refused.
	// +optional
	Generator *RegoScript `json:"generator,omitempty"`

	// annotations is further information for tools, not interpreted.
	// +optional
	Annotations map[string]string `json:"annotations,omitempty"`
}

// Inject says how a credential is put on requests. The templates see .Secret and .Connector.
type Inject struct {
	// headers to set on requests.
	// +optional
	// +listType=atomic
	Headers []InjectedValue `json:"headers,omitempty"`

	// query parameters to set on requests.
	// +optional
	// +listType=atomic
	Query []InjectedValue `json:"query,omitempty"`
}

// InjectedValue is a header or query parameter that carries a credential.
type InjectedValue struct {
	// name of the header or query parameter.
	Name string `json:"name"`

	// value is a Go template over .Secret (.Secret.StringData.<key>) and .Connector, such as
	// "Bearer {{ .Secret.StringData.token }}".
	Value string `json:"value"`
}

// RegoScript holds a script of the existing product; it is refused when set.
type RegoScript struct {
	// rego is not supported; use inject.
	// +optional
	Rego string `json:"rego,omitempty"`
}

// Probe is one of http and api.
type Probe struct {
	// http asks the tool itself.
	// +optional
	HTTP *HTTPProbe `json:"http,omitempty"`

	// api asks the class API.
	// +optional
	API *APIProbe `json:"api,omitempty"`
}

// AuthProbe is the probe of one auth type.
type AuthProbe struct {
	// authName is the name of the auth type.
	AuthName string `json:"authName"`

	// params declares the params that a Connector gives in spec.auth.params. One without a default must be given.
	// +optional
	// +listType=atomic
	Params []ParamSpec `json:"params,omitempty"`

	// probe to send.
	// +optional
	Probe Probe `json:"probe,omitzero"`
}

// HTTPProbe is a request to the tool.
type HTTPProbe struct {
	// path is a Go template over .Connector and .Secret. It is joined to scheme and host of the Connector's address, not to
	// the address's own path.
	Path string `json:"path"`

	// method is GET or POST; GET when empty.
	// +optional
	Method string `json:"method,omitempty"`

	// host, with an optional port, to ask instead of the host of the Connector's address. The probe then carries no
	// credential.
	// +optional
	Host string `json:"host,omitempty"`

	// scheme is http or https. When empty it is that of the Connector's address, or http when host is another one.
	// +optional
	Scheme string `json:"scheme,omitempty"`

	// httpHeaders to set on the request.
	// +optional
	// +listType=atomic
	HTTPHeaders []HTTPHeader `json:"httpHeaders,omitempty"`

	// disableRedirect is true when a redirect is the answer and not followed.
	// +optional
	DisableRedirect *bool `json:"disableRedirect,omitempty"`

	// response says which answers are good; any 2xx when empty.
	// +optional
	Response *ProbeResponse `json:"response,omitempty"`
}

// HTTPHeader is a header of a probe.
type HTTPHeader struct {
	// name of the header.
	Name string `json:"name"`

	// value is a Go template over .Connector and .Secret.
	Value string `json:"value"`
}

// ProbeResponse says which answers are good.
type ProbeResponse struct {
	// cel is an expression of the Common Expression Language that is true for good answers, over response.statusCode (int),
	// response.headers (map of lists of strings), response.bodyString (string) and response.body (parsed JSON).
	// +optional
	CEL string `json:"cel,omitempty"`
}

// APIProbe is a request to the class API.
type APIProbe struct {
	// path below the address of the class API.
	// +optional
	Path string `json:"path,omitempty"`
}

// ObjectReference refers to an object with an address; a Service when kind says so.
type ObjectReference struct {
	// kind of the referent, such as Service.
	Kind string `json:"kind"`

	// namespace of the referent; the system namespace when empty, since a ConnectorClass has none of its own.
	// +optional
	Namespace string `json:"namespace,omitempty"`

	// name of the referent.
	Name string `json:"name"`

	// apiVersion of the referent.
	// +optional
	APIVersion string `json:"apiVersion,omitempty"`

	// group of the referent, an alternative to apiVersion.
	// +optional
	Group string `json:"group,omitempty"`

	// address chooses one of several addresses of the referent by name.
	// +optional
	Address string `json:"address,omitempty"`
}

// ConnectorClassAPI is the class API.
type ConnectorClassAPI struct {
	// ref is the Service of the class API.
	// +optional
	Ref *ObjectReference `json:"ref,omitempty"`

	// uri is an absolute URL, or one relative to the address of ref.
	// +optional
	URI string `json:"uri,omitempty"`

	// CACerts are PEM certificates of the authorities that vouch for the class API. Without them those do that vouch for tools.
	// +optional
	CACerts string `json:"CACerts,omitempty"`

	// audience of tokens for the class API; not interpreted.
	// +optional
	Audience string `json:"audience,omitempty"`

	// openapi is an OpenAPI description whose paths say which requests the class API answers and which the tool itself.
	// +optional
	OpenAPI *JSONValue `json:"openapi,omitempty"`

	// permissions is not supported: a class that uses it is refused.
	// +optional
	Permissions *RegoScript `json:"permissions,omitempty"`
}

// ConnectorClassProxy is the proxy of a class.
type ConnectorClassProxy struct {
	// ref is the Service of the proxy.
	// +optional
	Ref *ObjectReference `json:"ref,omitempty"`

	// uri is an absolute URL, or one relative to the address of ref.
	// +optional
	URI string `json:"uri,omitempty"`

	// CACerts are PEM certificates of authorities that vouch for the proxy.
	// +optional
	CACerts string `json:"CACerts,omitempty"`

	// audience of tokens for the proxy; not interpreted.
	// +optional
	Audience string `json:"audience,omitempty"`

	// authExtractor is not supported: a class that uses it is refused.
	// +optional
	AuthExtractor *RegoScript `json:"authExtractor,omitempty"`
}

// Configuration is a set of files that a Pod may mount.
type Configuration struct {
	// name of the configuration.
	// +optional
	Name string `json:"name,omitempty"`

	// data is the content of the files by file name, as Go templates.
	// +optional
	Data map[string]string `json:"data,omitempty"`

	// params declares the params that a mount may give. One without a default must be given.
	// +optional
	// +listType=atomic
	Params []ParamSpec `json:"params,omitempty"`

	// annotations is further information for tools, not interpreted.
	// +optional
	Annotations map[string]string `json:"annotations,omitempty"`
}

// ConnectorClassStatus is what the system observed of a class.
type ConnectorClassStatus struct {
	// observedGeneration is the generation of the spec that this status speaks of.
	// +optional
	ObservedGeneration int64 `json:"observedGeneration,omitempty"`

	// conditions are the latest observations: APIReady, ProxyReady and, of both, Ready.
	// +optional
	// +listType=map
	// +listMapKey=type
	Conditions []Condition `json:"conditions,omitempty"`

	// annotations is further information about the observed state.
	// +optional
	Annotations map[string]string `json:"annotations,omitempty"`

	// api is the resolved class API.
	// +optional
	API *ConnectorClassAPIStatus `json:"api,omitempty"`

	// proxy is the resolved proxy.
	// +optional
	Proxy *ConnectorClassProxyStatus `json:"proxy,omitempty"`
}

// ConnectorClassAPIStatus is a resolved class API.
type ConnectorClassAPIStatus struct {
	// address of the class API.
	// +optional
	Address *Addressable `json:"address,omitempty"`
}

// ConnectorClassProxyStatus is a resolved proxy.
type ConnectorClassProxyStatus struct {
	// httpAddress of the proxy.
	// +optional
	HTTPAddress *Addressable `json:"httpAddress,omitempty"`
}

// +k8s:deepcopy-gen:interfaces=k8s.io/apimachinery/pkg/runtime.Object

// ConnectorClassList is a list of ConnectorClasses.
type ConnectorClassList struct {
	metav1.TypeMeta `json:",inline"`
	// Standard list metadata.
	// +optional
	metav1.ListMeta `json:"metadata,omitempty"`

	// items are the ConnectorClasses.
	Items []ConnectorClass `json:"items"`
}
