// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package validation

import (
	"maps"
	"slices"

	"k8s.io/apimachinery/pkg/util/sets"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"connectors.alauda.io/pkg/apis/connectors"
)

// validateParamSpecs checks declarations that have a name each.
func validateParamSpecs(specs []connectors.ParamSpec, most int, path *field.Path) field.ErrorList {
	errs := validateCount(len(specs), most, path)
	seen := sets.New[string]()
	for i := range specs {
		errs = append(errs, validateParamName(specs[i].Name, seen, path.Index(i).Child("name"))...)
		errs = append(errs, validateParamSpec(&specs[i], path.Index(i))...)
	}
	return errs
}

// validateParamSpec checks a declaration but for its name.
func validateParamSpec(spec *connectors.ParamSpec, path *field.Path) field.ErrorList {
	types := []connectors.ParamType{connectors.ParamTypeArray, connectors.ParamTypeObject, connectors.ParamTypeString}
	if !slices.Contains(types, typeOrString(spec.Type)) {
		return field.ErrorList{field.NotSupported(path.Child("type"), shown(string(spec.Type)), types)}
	}
	errs := validateEnum(spec.Enum, path.Child("enum"))
	errs = append(errs, validatePropertySpecs(spec, path.Child("properties"))...)
	if spec.Default == nil {
		return errs
	}
	if more := validateParamValue(spec.Default, path.Child("default")); len(more) > 0 {
		return append(errs, more...)
	}
	return append(errs, validateDeclaredValue(spec.Default, spec, path.Child("default"))...)
}

func validateEnum(enum []string, path *field.Path) field.ErrorList {
	errs := validateCount(len(enum), maxEnum, path)
	seen := sets.New[string]()
	for i, value := range enum {
		errs = append(errs, validateUnique(seen, value, path.Index(i))...)
		errs = append(errs, validateLine(value, path.Index(i))...)
	}
	return errs
}

func validatePropertySpecs(spec *connectors.ParamSpec, path *field.Path) field.ErrorList {
	if len(spec.Properties) > 0 && spec.Type != connectors.ParamTypeObject {
		return field.ErrorList{field.Forbidden(path, "only a param of type object has properties")}
	}
	var errs field.ErrorList
	for _, key := range slices.Sorted(maps.Keys(spec.Properties)) {
		errs = append(errs, validateName(key, path.Key(shown(key)), "property")...)
		if t := spec.Properties[key].Type; typeOrString(t) != connectors.ParamTypeString {
			errs = append(errs, field.NotSupported(path.Key(shown(key)).Child("type"), shown(string(t)),
				[]connectors.ParamType{connectors.ParamTypeString}))
		}
	}
	return errs
}

// validateClassAddresses checks the declarations of addresses. That of spec.address needs no name, since there is one only.
func validateClassAddresses(spec *connectors.ConnectorClassSpec, path *field.Path) field.ErrorList {
	var errs field.ErrorList
	if declared := spec.Address; declared != nil {
		check := validateAddress
		if needsHTTP(spec) {
			check = validateHTTPAddress
		}
		if declared.Name != "" {
			errs = append(errs, validateName(declared.Name, path.Child("address", "name"), "address")...)
		}
		errs = append(errs, validateParamSpec(declared, path.Child("address"))...)
		errs = append(errs, validateAddressSpec(declared, path.Child("address"), check)...)
	}
	path = path.Child("addressExtensions")
	errs = append(errs, validateParamSpecs(spec.AddressExtensions, maxExtensions, path)...)
	for i := range spec.AddressExtensions {
		errs = append(errs, validateAddressSpec(&spec.AddressExtensions[i], path.Index(i), validateHTTPAddress)...)
	}
	return errs
}

// validateAddressSpec checks what declarations of addresses have to fulfil beyond other declarations. An empty default
// says that the address may be left out.
func validateAddressSpec(spec *connectors.ParamSpec, path *field.Path,
	check func(string, *field.Path) (address, field.ErrorList),
) field.ErrorList {
	if typeOrString(spec.Type) != connectors.ParamTypeString {
		return field.ErrorList{field.NotSupported(path.Child("type"), shown(string(spec.Type)),
			[]connectors.ParamType{connectors.ParamTypeString})}
	}
	var errs field.ErrorList
	if spec.Default != nil && spec.Default.Type == connectors.ParamTypeString && spec.Default.StringVal != "" {
		_, errs = check(spec.Default.StringVal, path.Child("default"))
	}
	for i, value := range spec.Enum {
		_, more := check(value, path.Child("enum").Index(i))
		errs = append(errs, more...)
	}
	return errs
}
