// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package openapi

import (
	"iter"
	"maps"
	"slices"

	"k8s.io/apimachinery/pkg/util/validation/field"
)

// Provider says who answers an operation.
type Provider string

const (
	// ProviderAPI is the class API.
	ProviderAPI Provider = "api"
	// ProviderProxy is the tool's own API.
	ProviderProxy Provider = "proxy"
)

// Operation is what a description declares for one method of one path. It is shared and must not be changed.
type Operation struct {
	// Provider is ProviderAPI or ProviderProxy, the latter where none is declared.
	Provider Provider
	// Address is x-openapi-address as it was written: the name of an address extension or a URL. Empty stands for
	// spec.address of the Connector.
	Address string
	// Pattern is the path as it was written, such as /git/refs/{name}.
	Pattern string
}

// Description is a compiled OpenAPI description. It is immutable and safe for concurrent use.
type Description struct {
	root   node
	places map[string]*field.Path
}

// Find gives the operation for a request. It is nil where the description declares nothing for the path, or for the
// method at the most specific path that matches; nothing is declared by a nil Description either. HEAD is GET where
// only GET is declared.
//
// The path is as it came over the wire, below the address of the class API and without a query; an empty one is "/". An
// error means that the path cannot be compared safely, since others may read it as another path, and says what is wrong
// with it. Without an escape in the path nothing is allocated.
func (d *Description) Find(method, escapedPath string) (*Operation, error) {
	if d == nil {
		return nil, nil
	}
	path, err := decodePath(escapedPath)
	if err != nil {
		return nil, err
	}
	found := d.root.match(path[1:])
	if found == nil {
		return nil, nil
	}
	if operation, declared := found.operations[method]; declared || method != "HEAD" {
		return operation, nil
	}
	return found.operations["GET"], nil
}

// Addresses are the values of x-openapi-address that operations have, each once and sorted.
func (d *Description) Addresses() []string {
	if d == nil {
		return nil
	}
	return slices.Sorted(maps.Keys(d.places))
}

// Places are the addresses as Addresses gives them, each with the place in the description that declares it first.
func (d *Description) Places() iter.Seq2[string, *field.Path] {
	return func(yield func(string, *field.Path) bool) {
		for _, address := range d.Addresses() {
			if !yield(address, d.places[address]) {
				return
			}
		}
	}
}
