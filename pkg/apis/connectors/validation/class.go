// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package validation

import (
	apiequality "k8s.io/apimachinery/pkg/api/equality"
	apivalidation "k8s.io/apimachinery/pkg/api/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"connectors.alauda.io/pkg/apis/connectors"
	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// ValidateConnectorClass checks a new ConnectorClass. Templates and expressions are compiled, so that what is wrong with
// them is known before a Connector needs them.
func ValidateConnectorClass(c *connectors.ConnectorClass) field.ErrorList {
	errs := apivalidation.ValidateObjectMeta(&c.ObjectMeta, false, apivalidation.NameIsDNSSubdomain, field.NewPath("metadata"))
	errs = append(errs, validateResolver(c.Annotations, field.NewPath("metadata", "annotations"))...)
	return append(errs, validateClassSpec(&c.Spec, field.NewPath("spec"))...)
}

// ValidateConnectorClassUpdate checks a changed ConnectorClass as ValidateConnectorClass does, and that nothing changes
// that must not: name, UID and the like. A spec that stays as it is was accepted before and is not asked about again.
// Connectors of the class are not asked about either.
func ValidateConnectorClassUpdate(c, old *connectors.ConnectorClass) field.ErrorList {
	errs := apivalidation.ValidateObjectMetaUpdate(&c.ObjectMeta, &old.ObjectMeta, field.NewPath("metadata"))
	errs = append(errs, validateResolver(c.Annotations, field.NewPath("metadata", "annotations"))...)
	if apiequality.Semantic.DeepEqual(&c.Spec, &old.Spec) {
		return errs
	}
	return append(errs, validateClassSpec(&c.Spec, field.NewPath("spec"))...)
}

// ValidateConnectorClassStatusUpdate checks a changed status.
func ValidateConnectorClassStatusUpdate(c, old *connectors.ConnectorClass) field.ErrorList {
	errs := apivalidation.ValidateObjectMetaUpdate(&c.ObjectMeta, &old.ObjectMeta, field.NewPath("metadata"))
	return append(errs, validateClassStatus(&c.Status, field.NewPath("status"))...)
}

// validateResolver checks the annotation that chooses the form of proxy addresses.
func validateResolver(annotations map[string]string, path *field.Path) field.ErrorList {
	switch resolver := annotations[v1alpha1.ProxyResolverAnnotation]; resolver {
	case "", "host", "path":
		return nil
	default:
		return field.ErrorList{field.NotSupported(path.Key(v1alpha1.ProxyResolverAnnotation), shown(resolver),
			[]string{"host", "path"})}
	}
}

func validateClassSpec(spec *connectors.ConnectorClassSpec, path *field.Path) field.ErrorList {
	// Size goes first, so that nothing is compiled that would be refused anyway.
	if errs := validateClassSize(spec, path); len(errs) > 0 {
		return errs
	}
	errs := validateClassAddresses(spec, path)
	errs = append(errs, validateParamSpecs(spec.Params, maxParams, path.Child("params"))...)
	errs = append(errs, validateAuthTypes(authTypes(spec), path.Child("auth", "types"))...)
	errs = append(errs, validateProbes(spec, path)...)
	if spec.API != nil {
		errs = append(errs, validateClassAPI(spec.API, path.Child("api"))...)
		errs = append(errs, validateOpenAPI(spec, path.Child("api", "openapi"))...)
	}
	if spec.Proxy != nil {
		errs = append(errs, validateClassProxy(spec.Proxy, path.Child("proxy"))...)
	}
	return append(errs, validateConfigurations(spec.Configurations, path.Child("configurations"))...)
}

// validateClassSize counts the OpenAPI description as it is stored.
func validateClassSize(spec *connectors.ConnectorClassSpec, path *field.Path) field.ErrorList {
	if spec.API == nil || spec.API.OpenAPI == nil {
		return validateSize(spec, path)
	}
	rest, api := *spec, *spec.API
	api.OpenAPI, rest.API = nil, &api
	if len(spec.API.OpenAPI.Raw) > maxSpecBytes {
		return field.ErrorList{field.TooLong(path.Child("api", "openapi"), nil, maxSpecBytes)}
	}
	return validateSizeWith(rest, len(spec.API.OpenAPI.Raw), path)
}
