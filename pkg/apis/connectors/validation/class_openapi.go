// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package validation

import (
	"errors"
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
		problems = append(problems, validateOperationAddress(address, place)...)
	}
	return (&openapi.Error{Problems: problems}).Below(path)
}

func openAPIErrors(err error, path *field.Path) field.ErrorList {
	if found, ok := errors.AsType[*openapi.Error](err); ok {
		return found.Below(path)
	}
	return field.ErrorList{field.Invalid(path, field.OmitValueType{}, err.Error())}
}

// validateOperationAddress checks where an operation is answered, as far as that is a URL. The name of an address extension that the
// class does not declare is no mistake of its form: who writes the class is warned of it, and who asks for the operation is told.
func validateOperationAddress(address string, path *field.Path) field.ErrorList {
	if !strings.Contains(address, "://") {
		return nil
	}
	_, errs := validateHTTPAddress(address, path)
	return errs
}
