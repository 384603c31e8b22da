// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package target

import (
	"crypto/x509"
	"errors"
	"maps"
	"slices"

	"connectors.alauda.io/pkg/plugin"
)

// Place is one of the addresses at which the API of a class may be asked: that of the tool, an extension of it, or a URL
// that the class names. It is immutable.
type Place struct {
	// Target is what is sent through: the Target itself, or a copy of it that has the place among its addresses. The copy for
	// a place that is not the Connector's own has no other address, and no credential.
	Target *Target
	// Address is that of the place; the zero Address if it is not http or https.
	Address Address

	// call is a function to hide the credential from reflection.
	call func() *plugin.Call
}

// NewPlace makes a Place that At does not know of.
func NewPlace(t *Target, address Address, call func() *plugin.Call) *Place {
	return &Place{Target: t, Address: address, call: call}
}

// Call is what a class API is told to ask this place: its URL as it was written and, where the place is the Connector's
// own, the credential. It is made anew each time, so that nothing that can be sent lives longer than a request. It is nil
// for a class without an API.
func (p *Place) Call() *plugin.Call {
	if p.call == nil {
		return nil
	}
	return p.call()
}

// NewCall tells a class API of a tool, of the values of its Secret, nil for none, and of the certificate authorities that
// vouch for it beside those of the system.
func NewCall(baseURL, secretType string, secret map[string]Credential, custom []*x509.Certificate) *plugin.Call {
	var values map[string][]byte
	if secret != nil {
		values = make(map[string][]byte, len(secret))
	}
	for key, value := range secret {
		values[key] = []byte(value.Reveal())
	}
	return plugin.NewCall(baseURL, secretType, values, encodePEM(custom))
}

// Further are the addresses of the Connector other than this one, as URLs in their canonical spelling, sorted.
func (t *Target) Further(than Address) []string {
	var further []string
	for _, address := range t.addresses() {
		if address != than && !address.IsZero() {
			further = append(further, address.String())
		}
	}
	slices.Sort(further)
	return slices.Compact(further)
}

// addresses are those of the Connector: its own, and its extensions.
func (t *Target) addresses() []Address {
	return slices.AppendSeq([]Address{t.Address}, maps.Values(t.Extensions))
}

// At gives the place that an operation of the class API names by its x-openapi-address: a URL, or an extension by its name;
// the empty one is the tool's address. The error is for the caller of the API, to be answered with 400. All is made when
// the Target is: At only looks it up, and knows no address but those of API.Description.
func (t *Target) At(address string) (*Place, error) {
	if found, ok := t.places.find(address); ok {
		return found.place, found.err
	}
	if address == "" {
		return &Place{Target: t, Address: t.Address}, nil
	}
	return nil, errors.New("the API of the connector class names no address like that of this operation")
}
