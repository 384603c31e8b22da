// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package validation

import (
	"maps"
	"slices"

	"k8s.io/apimachinery/pkg/util/sets"
	utilvalidation "k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"connectors.alauda.io/pkg/apis/connectors"
)

func validateConfigurations(configurations []connectors.Configuration, path *field.Path) field.ErrorList {
	errs := validateCount(len(configurations), maxConfigurations, path)
	seen := sets.New[string]()
	for i := range configurations {
		configuration, item := &configurations[i], path.Index(i)
		errs = append(errs, validateName(configuration.Name, item.Child("name"), "configuration")...)
		errs = append(errs, validateUnique(seen, configuration.Name, item.Child("name"))...)
		errs = append(errs, validateParamSpecs(configuration.Params, maxParams, item.Child("params"))...)
		errs = append(errs, validateFiles(configuration.Data, item.Child("data"))...)
	}
	return errs
}

// validateFiles checks names as those of a ConfigMap's files, which end up in one folder likewise.
func validateFiles(data map[string]string, path *field.Path) field.ErrorList {
	var errs field.ErrorList
	for _, name := range slices.Sorted(maps.Keys(data)) {
		place := path.Key(shown(name))
		for _, message := range utilvalidation.IsConfigMapKey(name) {
			errs = append(errs, field.Invalid(place, shown(name), "must be a file name: "+message))
		}
		errs = append(errs, validateTemplate(data[name], place)...)
	}
	return errs
}
