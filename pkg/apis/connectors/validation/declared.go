// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package validation

import (
	"fmt"
	"maps"
	"slices"

	"k8s.io/apimachinery/pkg/util/validation/field"

	"connectors.alauda.io/pkg/apis/connectors"
)

// declaredValues are the values that a class declares in one place; what and owner are how messages call the values and
// the place.
type declaredValues struct {
	what     string
	owner    string
	declared []connectors.ParamSpec
}

// check compares given values with the declared ones.
func (d declaredValues) check(given []connectors.Param, path *field.Path) field.ErrorList {
	var errs field.ErrorList
	for i := range given {
		errs = append(errs, d.checkGiven(&given[i], path.Index(i))...)
	}
	for i := range d.declared {
		spec := &d.declared[i]
		isGiven := slices.ContainsFunc(given, func(p connectors.Param) bool { return p.Name == spec.Name })
		if spec.Default == nil && !isGiven {
			errs = append(errs, field.Required(path,
				fmt.Sprintf("give %q; %s declares no default for it", spec.Name, d.owner)))
		}
	}
	return errs
}

func (d declaredValues) checkGiven(given *connectors.Param, path *field.Path) field.ErrorList {
	for i := range d.declared {
		if d.declared[i].Name == given.Name {
			return validateDeclaredValue(&given.Value, &d.declared[i], path.Child("value"))
		}
	}
	if len(d.declared) == 0 {
		return field.ErrorList{field.Forbidden(path.Child("name"), fmt.Sprintf("%s declares no %s; leave this out", d.owner, d.what))}
	}
	names := make([]string, 0, len(d.declared))
	for i := range d.declared {
		names = append(names, d.declared[i].Name)
	}
	return field.ErrorList{field.NotSupported(path.Child("name"), shown(given.Name), names)}
}

// validateDeclaredValue checks type, properties and enum of a value.
func validateDeclaredValue(value *connectors.ParamValue, spec *connectors.ParamSpec, path *field.Path) field.ErrorList {
	if errs := validateType(value, spec.Type, path); len(errs) > 0 {
		return errs
	}
	var errs field.ErrorList
	if len(spec.Enum) > 0 {
		for place, text := range texts(value, path) {
			if !slices.Contains(spec.Enum, text) {
				errs = append(errs, field.NotSupported(place, shown(text), spec.Enum))
			}
		}
	}
	return append(errs, validateProperties(value, spec, path)...)
}

// validateProperties checks the keys of a map whose keys are declared.
func validateProperties(value *connectors.ParamValue, spec *connectors.ParamSpec, path *field.Path) field.ErrorList {
	if len(spec.Properties) == 0 {
		return nil
	}
	declared := slices.Sorted(maps.Keys(spec.Properties))
	var errs field.ErrorList
	for _, key := range slices.Sorted(maps.Keys(value.ObjectVal)) {
		if !slices.Contains(declared, key) {
			errs = append(errs, field.NotSupported(path, shown(key), declared))
		}
	}
	for _, key := range declared {
		if _, given := value.ObjectVal[key]; !given {
			errs = append(errs, field.Required(path.Key(key), "the declared properties have this key"))
		}
	}
	return errs
}
