// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package target

import (
	"crypto/x509"
	"net/http"

	"k8s.io/apimachinery/pkg/types"
)

// Target is a Connector compiled for use. It is immutable and safe for concurrent use; a change of any of its inputs
// makes a new one.
type Target struct {
	// Namespace, Name and UID are those of the Connector.
	Namespace, Name string
	UID             types.UID
	// SecretResourceVersion is that of the Secret the credential was read from, empty without one.
	SecretResourceVersion string
	// Address is the tool's effective address; Extensions are the effective address extensions by name.
	Address    Address
	Extensions map[string]Address
	// Roots are the certificate authorities that vouch for the tool. RootsID names their content: equal IDs, equal
	// authorities, so that connections may be shared. A nil Roots with an empty RootsID is the system's pool.
	Roots   *x509.CertPool
	RootsID string
	// CustomRoots are those of Roots that the system's pool does not have.
	CustomRoots []*x509.Certificate
	// Injector puts the credential on requests; nil where the Connector has none.
	Injector Injector
	// Unusable says why no request may be sent, nil when requests may.
	Unusable *Unusable
	// API is what the API of the class is to the Connector; nil when the class has none.
	API *API

	// places are the addresses that operations of the API name.
	places places
}

// Unusable is the reason why a Connector cannot be used at the moment.
type Unusable struct {
	// Reason is a CamelCase reason of the wire contract, such as SecretNotFound.
	Reason string
	// Message is for people and never holds a credential.
	Message string
	// Transient is true when waiting may help and nobody has to change an object.
	Transient bool
}

// Error implements error.
func (u *Unusable) Error() string { return u.Reason + ": " + u.Message }

// Injector puts one credential on requests to a tool. Implementations are immutable and safe for concurrent use.
type Injector interface {
	// Inject adds the credential to req, a clone that belongs to the caller and whose URL has been matched against
	// the addresses of the Target.
	Inject(req *http.Request) error
	// Reveals says whether a header value that came from the tool holds what Inject adds.
	Reveals(value string) bool
}

// InjectorFactory compiles an Injector from the inputs of one Connector. Its errors name no value of the Secret.
type InjectorFactory func(InjectorInput) (Injector, error)

// InjectorInput is what an Injector is made from.
type InjectorInput struct {
	// Address is the effective address of the tool; the zero Address where it cannot be used.
	Address Address
	// SecretType is the type that the class's auth type declares.
	SecretType string
	// Secret holds the data of the Secret by key; nil for a registry that is used without one.
	Secret map[string]Credential
	// Inject is the class's own way of putting the credential on requests, nil for the way of the Secret type.
	Inject *InjectTemplates
	// Connector is what inject templates see as .Connector: plain data by Go field names.
	Connector any
}

// InjectTemplates are the texts of auth.types[].inject.
type InjectTemplates struct {
	Headers, Query []NamedTemplate
}

// NamedTemplate is a template for the value of the header or query parameter Name.
type NamedTemplate struct {
	Name, Template string
}
