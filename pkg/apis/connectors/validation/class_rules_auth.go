// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package validation

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation/field"

	"connectors.alauda.io/pkg/apis/connectors"
)

func (r classRules) auth(auth *connectors.ConnectorAuth, path *field.Path) field.ErrorList {
	types := authTypes(r.spec)
	switch {
	case !usesAuth(auth):
		if len(types) == 0 || slices.ContainsFunc(types, isOptional) {
			return nil
		}
		return field.ErrorList{field.Required(path,
			fmt.Sprintf("name one of the auth types of %s and a Secret: %s", r.owner, quoted(types)))}
	case len(types) == 0:
		return field.ErrorList{field.Forbidden(path, r.owner+" declares no auth types; leave out auth")}
	case auth.Name == "":
		return field.ErrorList{field.Required(path.Child("name"),
			fmt.Sprintf("name one of the auth types of %s: %s", r.owner, quoted(types)))}
	}
	chosen := slices.IndexFunc(types, func(t connectors.AuthType) bool { return t.Name == auth.Name })
	if chosen < 0 {
		return field.ErrorList{field.NotSupported(path.Child("name"), shown(auth.Name), namesOf(types))}
	}
	var errs field.ErrorList
	if auth.SecretRef == nil && !isOptional(types[chosen]) {
		errs = append(errs, field.Required(path.Child("secretRef"),
			fmt.Sprintf("name a Secret with the credential; auth type %q of %s is not optional", auth.Name, r.owner)))
	}
	// The probe's params are for its request, so they are due without a Secret as well.
	return append(errs, declaredValues{
		what:     "params of an auth probe",
		declared: r.authProbeParams(auth.Name),
		owner:    fmt.Sprintf("the auth probe of %q in %s", auth.Name, r.owner),
	}.check(auth.Params, path.Child("params"))...)
}

func (r classRules) authProbeParams(authName string) []connectors.ParamSpec {
	for i := range r.spec.AuthProbes {
		if r.spec.AuthProbes[i].AuthName == authName {
			return r.spec.AuthProbes[i].Params
		}
	}
	return nil
}

func authTypes(spec *connectors.ConnectorClassSpec) []connectors.AuthType {
	if spec.Auth == nil {
		return nil
	}
	return spec.Auth.Types
}

func isOptional(t connectors.AuthType) bool { return t.Optional != nil && *t.Optional }

func namesOf(types []connectors.AuthType) []string {
	names := make([]string, 0, len(types))
	for i := range types {
		names = append(names, types[i].Name)
	}
	return names
}

func quoted(types []connectors.AuthType) string {
	names := namesOf(types)
	for i := range names {
		names[i] = strconv.Quote(names[i])
	}
	return strings.Join(names, ", ")
}
