// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package validation

import (
	"fmt"
	"net/textproto"

	"golang.org/x/net/http/httpguts"
	"k8s.io/apimachinery/pkg/util/sets"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"connectors.alauda.io/pkg/header"
)

// validateHeaderName refuses names that HTTP does not know and headers that belong to the connection or the routing of a
// request: setting those would change where a request, and so a credential, ends up.
func validateHeaderName(name string, path *field.Path) field.ErrorList {
	switch {
	case name == "":
		return field.ErrorList{field.Required(path, "name the header, such as Authorization")}
	case len(name) > maxNameBytes:
		return field.ErrorList{field.TooLong(path, nil, maxNameBytes)}
	case !httpguts.ValidHeaderFieldName(name):
		return field.ErrorList{field.Invalid(path, shown(name), "must be the name of an HTTP header, such as Authorization")}
	case header.BelongsToConnection(name):
		return field.ErrorList{field.Invalid(path, name,
			"must be a header of the request; this one belongs to the connection or says where the request goes, and is set by the sender")}
	}
	return nil
}

// validateUniqueHeader is validateUnique without regard to case.
func validateUniqueHeader(seen sets.Set[string], name string, path *field.Path) field.ErrorList {
	return validateUnique(seen, textproto.CanonicalMIMEHeaderKey(name), path)
}

// validateQueryName checks the name of a query parameter.
func validateQueryName(name string, path *field.Path) field.ErrorList {
	if name == "" {
		return field.ErrorList{field.Required(path, fmt.Sprintf("name the query parameter, such as %q", "access_token"))}
	}
	if len(name) > maxNameBytes {
		return field.ErrorList{field.TooLong(path, nil, maxNameBytes)}
	}
	return validateLine(name, path)
}
