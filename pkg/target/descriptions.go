// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package target

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"k8s.io/apimachinery/pkg/types"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/openapi"
)

// description is what the API of a class declares, compiled once for all its Connectors. It is immutable.
type description struct {
	// compiled is nil when nothing is declared, or when problem says why that is not known.
	compiled *openapi.Description
	problem  *Unusable
	// addresses are those that operations name, each once, sorted, and none of them empty.
	addresses []namedAddress
}

// namedAddress is an address that an operation names: a URL, or an extension of the Connector.
type namedAddress struct {
	text    string
	isURL   bool
	address Address
	err     error
}

// descriptions keeps what is compiled of all classes. It is safe for concurrent use.
type descriptions struct {
	mu sync.Mutex
	of map[string]describedClass
}

// describedClass is the description of one version of a class. It is compiled by who asks first; those who ask for another
// class meanwhile do not wait.
type describedClass struct {
	uid        types.UID
	generation int64
	compile    func() description
}

func newDescriptions() *descriptions { return &descriptions{of: map[string]describedClass{}} }

// get gives the description of a class, an empty one if it has none.
func (d *descriptions) get(class *v1alpha1.ConnectorClass) description {
	if class == nil || class.Spec.API == nil || class.Spec.API.OpenAPI == nil {
		return description{}
	}
	return d.entry(class).compile()
}

func (d *descriptions) entry(class *v1alpha1.ConnectorClass) describedClass {
	d.mu.Lock()
	defer d.mu.Unlock()
	found, ok := d.of[class.Name]
	if !ok || found.uid != class.UID || found.generation != class.Generation {
		name, raw := class.Name, class.Spec.API.OpenAPI.Raw
		found = describedClass{uid: class.UID, generation: class.Generation, compile: sync.OnceValue(func() description {
			return newDescription(name, raw)
		})}
		d.of[class.Name] = found
	}
	return found
}

// forget drops a class that is gone.
func (d *descriptions) forget(class string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.of, class)
}

func newDescription(class string, raw []byte) description {
	compiled, err := openapi.Compile(raw)
	if err != nil {
		return description{problem: unusable(ReasonInvalidOpenAPI, "spec.api.openapi of connector class %q cannot be used: %v", class, err)}
	}
	made := description{compiled: compiled}
	for _, text := range slices.Sorted(slices.Values(compiled.Addresses())) {
		if text != "" {
			made.addresses = append(made.addresses, parseNamed(text))
		}
	}
	return made
}

// parseNamed never repeats the text in an error, which callers see: the URL may hold a password.
func parseNamed(text string) namedAddress {
	if !strings.Contains(text, "://") {
		return namedAddress{text: text}
	}
	address, err := ParseAddress(text)
	if err != nil {
		err = fmt.Errorf("its x-openapi-address cannot be used: %w", err)
	}
	return namedAddress{text: text, isURL: true, address: address, err: err}
}
