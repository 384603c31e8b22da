// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package validation

import (
	"fmt"
	"maps"
	"slices"

	"k8s.io/apimachinery/pkg/util/sets"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"connectors.alauda.io/pkg/apis/connectors"
)

const supportedValues = "must be a string, a list of strings or a map of strings; put quotes around numbers and booleans"

// validateParams checks the form of params; whether the class declares them is a class rule.
func validateParams(params []connectors.Param, path *field.Path) field.ErrorList {
	errs := validateCount(len(params), maxParams, path)
	seen := sets.New[string]()
	for i := range params {
		item := path.Index(i)
		errs = append(errs, validateParamName(params[i].Name, seen, item.Child("name"))...)
		errs = append(errs, validateParamValue(&params[i].Value, item.Child("value"))...)
	}
	return errs
}

func validateParamName(name string, seen sets.Set[string], path *field.Path) field.ErrorList {
	return append(validateName(name, path, "value"), validateUnique(seen, name, path)...)
}

// validateParamValue refuses values that are no strings, or that do not fit on a line. A value without a type was absent.
func validateParamValue(value *connectors.ParamValue, path *field.Path) field.ErrorList {
	switch value.Type {
	case "":
		return field.ErrorList{field.Required(path, supportedValues)}
	case connectors.ParamTypeString, connectors.ParamTypeArray, connectors.ParamTypeObject:
	default:
		return field.ErrorList{field.Invalid(path, shown(value.StringVal), supportedValues)}
	}
	if weight(value) > maxValueBytes {
		return field.ErrorList{field.TooLong(path, nil, maxValueBytes)}
	}
	var errs field.ErrorList
	for place, text := range texts(value, path) {
		errs = append(errs, validateLine(text, place)...)
	}
	for _, key := range slices.Sorted(maps.Keys(value.ObjectVal)) {
		errs = append(errs, validateName(key, path.Key(shown(key)), "key")...)
	}
	return errs
}

// texts goes over the strings of a value in a fixed order, with the path of each.
func texts(value *connectors.ParamValue, path *field.Path) func(yield func(*field.Path, string) bool) {
	return func(yield func(*field.Path, string) bool) {
		switch value.Type {
		case connectors.ParamTypeArray:
			for i, text := range value.ArrayVal {
				if !yield(path.Index(i), text) {
					return
				}
			}
		case connectors.ParamTypeObject:
			for _, key := range slices.Sorted(maps.Keys(value.ObjectVal)) {
				if !yield(path.Key(shown(key)), value.ObjectVal[key]) {
					return
				}
			}
		default:
			yield(path, value.StringVal)
		}
	}
}

// weight is the size of a value in bytes.
func weight(value *connectors.ParamValue) int {
	sum := len(value.StringVal)
	for _, text := range value.ArrayVal {
		sum += len(text)
	}
	for key, text := range value.ObjectVal {
		sum += len(key) + len(text)
	}
	return sum
}

// validateType refuses a value that is not of the declared type.
func validateType(value *connectors.ParamValue, declared connectors.ParamType, path *field.Path) field.ErrorList {
	if value.Type == typeOrString(declared) {
		return nil
	}
	return field.ErrorList{field.Invalid(path, shownValue(value), "must be "+wordFor(typeOrString(declared))+", as declared")}
}

// typeOrString is the type that is meant when none is declared.
func typeOrString(declared connectors.ParamType) connectors.ParamType {
	if declared == "" {
		return connectors.ParamTypeString
	}
	return declared
}

func wordFor(t connectors.ParamType) string {
	switch t {
	case connectors.ParamTypeArray:
		return "a list of strings"
	case connectors.ParamTypeObject:
		return "a map of strings"
	default:
		return "a string"
	}
}

// shownValue is shown for values.
func shownValue(value *connectors.ParamValue) string {
	switch value.Type {
	case connectors.ParamTypeArray:
		return shown(fmt.Sprintf("%q", value.ArrayVal))
	case connectors.ParamTypeObject:
		return shown(fmt.Sprintf("%q", value.ObjectVal))
	default:
		return shown(value.StringVal)
	}
}
