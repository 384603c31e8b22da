// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package validation

import (
	"k8s.io/apimachinery/pkg/util/sets"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"connectors.alauda.io/pkg/apis/connectors"
)

func validateAuthTypes(types []connectors.AuthType, path *field.Path) field.ErrorList {
	errs := validateCount(len(types), maxAuthTypes, path)
	seen := sets.New[string]()
	for i := range types {
		item := path.Index(i)
		errs = append(errs, validateName(types[i].Name, item.Child("name"), "auth type")...)
		errs = append(errs, validateUnique(seen, types[i].Name, item.Child("name"))...)
		errs = append(errs, validateAuthType(&types[i], item)...)
	}
	return errs
}

func validateAuthType(authType *connectors.AuthType, path *field.Path) field.ErrorList {
	errs := validateSecretType(authType.SecretType, path.Child("secretType"))
	errs = append(errs, validateParamSpecs(authType.Params, maxParams, path.Child("params"))...)
	errs = append(errs, validateNoRego(authType.Generator, path.Child("generator"))...)
	if authType.Inject != nil {
		errs = append(errs, validateInject(authType.Inject, path.Child("inject"))...)
	}
	return errs
}

// validateSecretType takes any type, since anybody may have one of their own.
func validateSecretType(secretType string, path *field.Path) field.ErrorList {
	if len(secretType) > maxNameBytes {
		return field.ErrorList{field.TooLong(path, nil, maxNameBytes)}
	}
	return validateLine(secretType, path)
}

// validateNoRego refuses scripts: classes say the same as data.
func validateNoRego(script *connectors.RegoScript, path *field.Path) field.ErrorList {
	if script == nil || script.Rego == "" {
		return nil
	}
	return field.ErrorList{field.Forbidden(path.Child("rego"), "unsupported, use inject")}
}

func validateInject(inject *connectors.Inject, path *field.Path) field.ErrorList {
	errs := validateInjected(inject.Headers, path.Child("headers"), validateHeaderName, validateUniqueHeader)
	return append(errs, validateInjected(inject.Query, path.Child("query"), validateQueryName, validateUnique)...)
}

func validateInjected(values []connectors.InjectedValue, path *field.Path,
	validateName func(string, *field.Path) field.ErrorList,
	validateUnique func(sets.Set[string], string, *field.Path) field.ErrorList,
) field.ErrorList {
	errs := validateCount(len(values), maxInjected, path)
	seen := sets.New[string]()
	for i := range values {
		item := path.Index(i)
		errs = append(errs, validateName(values[i].Name, item.Child("name"))...)
		errs = append(errs, validateUnique(seen, values[i].Name, item.Child("name"))...)
		if values[i].Value == "" {
			errs = append(errs, field.Required(item.Child("value"),
				`give a template, such as "Bearer {{ .Secret.StringData.token }}"`))
			continue
		}
		errs = append(errs, validateLineTemplate(values[i].Value, item.Child("value"))...)
	}
	return errs
}
