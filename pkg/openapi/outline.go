// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package openapi

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

// outline is what the library gets to see of a path item: its operations, with the extensions that count for them and
// nothing else, and fields by names that only the library knows. So neither the size of what operations describe nor its
// references matter to it.
func (c *compiler) outline(fields map[string]any, everywhere declared, at *field.Path) map[string]any {
	inherited := c.declare(fields, everywhere, at)
	outline := map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		value := fields[name]
		switch {
		case slices.Contains(openapi3.PathItemMethods(), strings.ToUpper(name)):
			outline[name] = c.outlineOperation(value, inherited, at.Child(shown(name)))
		case name == "$ref", name == "summary", name == "description", name == "servers", name == "parameters",
			strings.HasPrefix(name, "x-"):
		default:
			outline[name] = outlineUnknown(value)
		}
	}
	return outline
}

func (c *compiler) outlineOperation(value any, inherited declared, at *field.Path) map[string]any {
	operation, isObject := value.(map[string]any)
	if !isObject {
		c.add(field.Invalid(at, field.OmitValueType{}, "must be an object; an operation that needs no words is {}"))
		return nil
	}
	says := c.declare(operation, inherited, at)
	outline := map[string]any{providerKey: says.provider}
	if says.address != "" {
		outline[addressKey] = says.address
		c.remember(says)
	}
	return outline
}

// outlineUnknown keeps that an object has members, by which the library knows fields of later versions.
func outlineUnknown(value any) map[string]any {
	if members, isObject := value.(map[string]any); isObject && len(members) > 0 {
		return map[string]any{"X": map[string]any{}}
	}
	return map[string]any{}
}

// remember keeps the first place of an address.
func (c *compiler) remember(d declared) {
	place, known := c.description.places[d.address]
	if !known || d.place.String() < place.String() {
		c.description.places[d.address] = d.place
	}
}

// parseOutline has the library read and check a path item. The rules are those of 3.1 for all, which ask for less.
func parseOutline(outline map[string]any) (map[string]*openapi3.Operation, error) {
	encoded, err := json.Marshal(outline)
	if err != nil {
		return nil, err
	}
	var item openapi3.PathItem
	if err := json.Unmarshal(encoded, &item); err != nil {
		return nil, err
	}
	if err := item.Validate(context.Background(), openapi3.IsOpenAPI31OrLater()); err != nil {
		return nil, err
	}
	return item.Operations(), nil
}

// newItem takes over what the library read, so that nothing of its own is held.
func newItem(pattern string, parsed map[string]*openapi3.Operation) *item {
	operations := make(map[string]*Operation, len(parsed))
	for method, operation := range parsed {
		provider, _ := operation.Extensions[providerKey].(string)
		address, _ := operation.Extensions[addressKey].(string)
		operations[method] = &Operation{Provider: Provider(provider), Address: address, Pattern: pattern}
	}
	return &item{pattern: pattern, operations: operations}
}
