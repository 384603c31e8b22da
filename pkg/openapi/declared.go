// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package openapi

import (
	"fmt"

	"k8s.io/apimachinery/pkg/util/validation/field"
)

// The extensions of OpenAPI that say where requests go.
const (
	providerKey = "x-provider-type"
	addressKey  = "x-openapi-address"
)

// declared is what the extensions say for an operation, itself or by what it stands in.
type declared struct {
	provider Provider
	address  string
	// place is where the address is declared.
	place *field.Path
}

// declare reads the extensions of an object. What it does not have is as in what it stands in.
func (c *compiler) declare(object map[string]any, outer declared, at *field.Path) declared {
	if value, given := object[providerKey]; given {
		if found := checkProvider(value, at.Child(providerKey)); found != nil {
			c.add(found)
		} else {
			outer.provider = Provider(value.(string))
		}
	}
	if value, given := object[addressKey]; given {
		outer.place = at.Child(addressKey)
		if found := checkAddress(value, outer.place); found != nil {
			c.add(found)
		} else {
			outer.address = value.(string)
		}
	}
	return outer
}

func checkProvider(value any, at *field.Path) *field.Error {
	text, isText := value.(string)
	if isText && (Provider(text) == ProviderAPI || Provider(text) == ProviderProxy) {
		return nil
	}
	if !isText {
		return field.Invalid(at, field.OmitValueType{}, fmt.Sprintf("must be text, %q or %q", ProviderAPI, ProviderProxy))
	}
	return field.NotSupported(at, shown(text), []Provider{ProviderAPI, ProviderProxy})
}

// checkAddress leaves to others whether the text is a URL or the name of an extension of the class, and never shows it: a
// URL may hold a password.
func checkAddress(value any, at *field.Path) *field.Error {
	text, isText := value.(string)
	switch {
	case !isText:
		return field.Invalid(at, field.OmitValueType{}, "must be text, the name of an address extension of the class or a URL")
	case text == "":
		return field.Required(at, "give the name of an address extension of the class or a URL, or leave this out for spec.address")
	case len(text) > maxAddress:
		return field.TooLong(at, nil, maxAddress)
	}
	return nil
}
