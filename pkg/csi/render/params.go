// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package render

import (
	"fmt"
	"maps"
	"slices"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// params are the values that a configuration declares.
type params struct {
	declared map[string]*param
	defaults map[string]any // by name, as templates see them
}

type param struct {
	kind v1alpha1.ParamType
	enum []string
}

func compileParams(configuration *v1alpha1.Configuration) (*params, *Error) {
	made := &params{declared: map[string]*param{}, defaults: map[string]any{}}
	for i := range configuration.Params {
		spec := &configuration.Params[i]
		if _, twice := made.declared[spec.Name]; twice {
			return nil, wrongClass(configuration.Name, "", fmt.Sprintf("param %s is declared twice in the class", shown(spec.Name)))
		}
		kind := typeOrString(spec.Type)
		made.declared[spec.Name] = &param{kind: kind, enum: slices.Clone(spec.Enum)}
		if spec.Default == nil {
			continue
		}
		if typeOrString(spec.Default.Type) != kind {
			return nil, wrongClass(configuration.Name, "",
				fmt.Sprintf("the default of param %s is not of the declared type %s", shown(spec.Name), shown(string(kind))))
		}
		made.defaults[spec.Name] = viewed(spec.Default)
	}
	return made, nil
}

// values are what templates see: everything that is declared, and nothing else.
func (p *params) values(configuration string, given map[string]string) (map[string]any, *Error) {
	values := maps.Clone(p.defaults)
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if complaint := p.check(name, given[name]); complaint != "" {
			return nil, notOffered(configuration, "%s", complaint)
		}
		values[name] = given[name]
	}
	for _, name := range slices.Sorted(maps.Keys(p.declared)) {
		if _, ok := values[name]; !ok {
			return nil, notOffered(configuration, "param %s is missing: it has no default, give it in configuration.params",
				shown(name))
		}
	}
	return values, nil
}

// check says what is wrong with a value without repeating it.
func (p *params) check(name, value string) string {
	declared, ok := p.declared[name]
	switch {
	case !ok:
		return fmt.Sprintf("param %s does not exist: the class declares %s", shown(name),
			listed(slices.Collect(maps.Keys(p.declared))))
	case declared.kind != v1alpha1.ParamTypeString:
		return fmt.Sprintf("param %s is declared as %s, and a volume can give strings only: leave it out",
			shown(name), shown(string(declared.kind)))
	case len(declared.enum) > 0 && !slices.Contains(declared.enum, value):
		return fmt.Sprintf("param %s must be one of %s", shown(name), listed(slices.Clone(declared.enum)))
	}
	return ""
}

// typeOrString is the type that is meant when none is declared.
func typeOrString(declared v1alpha1.ParamType) v1alpha1.ParamType {
	if declared == "" {
		return v1alpha1.ParamTypeString
	}
	return declared
}

// viewed copies a value into what it is on the wire.
func viewed(value *v1alpha1.ParamValue) any {
	switch value.Type {
	case v1alpha1.ParamTypeArray:
		list := make([]any, 0, len(value.ArrayVal))
		for _, text := range value.ArrayVal {
			list = append(list, text)
		}
		return list
	case v1alpha1.ParamTypeObject:
		object := make(map[string]any, len(value.ObjectVal))
		for key, text := range value.ObjectVal {
			object[key] = text
		}
		return object
	default:
		return value.StringVal
	}
}
