// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package validation

import (
	"errors"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation/field"

	"connectors.alauda.io/pkg/apis/connectors"
	"connectors.alauda.io/pkg/openapi"
)

// validateOpenAPI compiles the description, so that whoever writes it learns what is wrong with it, and not who uses it.
func validateOpenAPI(spec *connectors.ConnectorClassSpec, path *field.Path) field.ErrorList {
	if spec.API.OpenAPI == nil {
		return nil
	}
	description, err := openapi.Compile(spec.API.OpenAPI.Raw)
	if err != nil {
		return openAPIErrors(err, path)
	}
	var problems field.ErrorList
	for address, place := range description.Places() {
		problems = append(problems, validateOperationAddress(address, spec.AddressExtensions, place)...)
	}
	return (&openapi.Error{Problems: problems}).Below(path)
}

func openAPIErrors(err error, path *field.Path) field.ErrorList {
	if found, ok := errors.AsType[*openapi.Error](err); ok {
		return found.Below(path)
	}
	return field.ErrorList{field.Invalid(path, field.OmitValueType{}, err.Error())}
}

// validateOperationAddress checks where an operation is answered: a URL, or an address extension of the class.
func validateOperationAddress(address string, extensions []connectors.ParamSpec, path *field.Path) field.ErrorList {
	if strings.Contains(address, "://") {
		_, errs := validateHTTPAddress(address, path)
		return errs
	}
	names := make([]string, 0, len(extensions))
	for i := range extensions {
		names = append(names, extensions[i].Name)
	}
	switch {
	case slices.Contains(names, address):
		return nil
	case len(names) == 0:
		return field.ErrorList{field.Invalid(path, shownURL(address),
			"must be a URL such as "+addressExample+", or the name of an address extension, of which the class declares none")}
	}
	return field.ErrorList{field.NotSupported(path, shownURL(address), names)}
}
