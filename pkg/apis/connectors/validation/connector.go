// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package validation

import (
	"fmt"

	apiequality "k8s.io/apimachinery/pkg/api/equality"
	apivalidation "k8s.io/apimachinery/pkg/api/validation"
	"k8s.io/apimachinery/pkg/util/sets"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"connectors.alauda.io/pkg/apis/connectors"
)

// ValidateConnector checks what a new Connector must fulfil by itself.
func ValidateConnector(c *connectors.Connector) field.ErrorList {
	errs := apivalidation.ValidateObjectMeta(&c.ObjectMeta, true, apivalidation.NameIsDNSSubdomain, field.NewPath("metadata"))
	return append(errs, validateConnectorSpec(&c.Spec, c.Namespace, field.NewPath("spec"))...)
}

// ValidateConnectorUpdate checks a changed Connector as ValidateConnector does, and that nothing changes that must not:
// name, namespace, UID and the like. The class may change. A spec that stays as it is was accepted before and is not
// asked about again, so that stricter rules of a newer server do not stand in the way of labels and finalizers.
func ValidateConnectorUpdate(c, old *connectors.Connector) field.ErrorList {
	errs := apivalidation.ValidateObjectMetaUpdate(&c.ObjectMeta, &old.ObjectMeta, field.NewPath("metadata"))
	if apiequality.Semantic.DeepEqual(&c.Spec, &old.Spec) {
		return errs
	}
	return append(errs, validateConnectorSpec(&c.Spec, c.Namespace, field.NewPath("spec"))...)
}

// ValidateConnectorStatusUpdate checks a changed status.
func ValidateConnectorStatusUpdate(c, old *connectors.Connector) field.ErrorList {
	errs := apivalidation.ValidateObjectMetaUpdate(&c.ObjectMeta, &old.ObjectMeta, field.NewPath("metadata"))
	return append(errs, validateConnectorStatus(&c.Status, field.NewPath("status"))...)
}

// ValidateConnectorWithoutClass checks what takes the place of the class rules while the class does not exist: nobody
// else gives the address and the auth type then.
func ValidateConnectorWithoutClass(c *connectors.Connector) field.ErrorList {
	path := field.NewPath("spec")
	missing := fmt.Sprintf("ConnectorClass %q does not exist", c.Spec.ConnectorClassName)
	var errs field.ErrorList
	if c.Spec.Address == "" {
		errs = append(errs, field.Required(path.Child("address"),
			fmt.Sprintf("give the URL of the tool, such as %s; %s and so declares no default", addressExample, missing)))
	}
	if usesAuth(c.Spec.Auth) && c.Spec.Auth.Name == "" {
		errs = append(errs, field.Required(path.Child("auth", "name"),
			fmt.Sprintf("name an auth type of the class; %s yet", missing)))
	}
	return errs
}

func validateConnectorSpec(spec *connectors.ConnectorSpec, namespace string, path *field.Path) field.ErrorList {
	errs := validateObjectName(spec.ConnectorClassName, path.Child("connectorClassName"),
		"name the ConnectorClass that describes the tool, such as git")
	errs = append(errs, validateAddresses(spec, path)...)
	errs = append(errs, validateConnectorAuth(spec.Auth, namespace, path.Child("auth"))...)
	errs = append(errs, validateParams(spec.Params, path.Child("params"))...)
	if spec.CACertSecretRef != nil {
		errs = append(errs, validateObjectName(spec.CACertSecretRef.Name, path.Child("caCertSecretRef", "name"),
			"name the Secret with the PEM certificates, or leave out caCertSecretRef")...)
	}
	return append(errs, validateSize(spec, path)...)
}

// validateObjectName checks the name of a class or a Secret.
func validateObjectName(name string, path *field.Path, whenMissing string) field.ErrorList {
	if name == "" {
		return field.ErrorList{field.Required(path, whenMissing)}
	}
	var errs field.ErrorList
	for _, message := range apivalidation.NameIsDNSSubdomain(name, false) {
		errs = append(errs, field.Invalid(path, shown(name), message))
	}
	return errs
}

// validateAddresses leaves an empty address, and schemes other than http and https, to the class rules.
func validateAddresses(spec *connectors.ConnectorSpec, path *field.Path) field.ErrorList {
	var main address
	var errs field.ErrorList
	if spec.Address != "" {
		main, errs = validateAddress(spec.Address, path.Child("address"))
	}
	path = path.Child("addressExtensions")
	errs = append(errs, validateCount(len(spec.AddressExtensions), maxExtensions, path)...)
	seen := sets.New[string]()
	for i := range spec.AddressExtensions {
		extension := &spec.AddressExtensions[i]
		errs = append(errs, validateParamName(extension.Name, seen, path.Index(i).Child("name"))...)
		errs = append(errs, validateExtension(&extension.Value, main, path.Index(i).Child("value"))...)
	}
	return errs
}

func validateExtension(value *connectors.ParamValue, main address, path *field.Path) field.ErrorList {
	const want = "must be the http or https URL of a further address of the tool"
	switch {
	case value.Type == "" || value.Type == connectors.ParamTypeString && value.StringVal == "":
		return field.ErrorList{field.Required(path, want)}
	case value.Type != connectors.ParamTypeString:
		return field.ErrorList{field.Invalid(path, shownValue(value), want)}
	}
	a, errs := validateHTTPAddress(value.StringVal, path)
	if len(errs) == 0 && a == main {
		errs = append(errs, field.Invalid(path, shownURL(value.StringVal), "must be another place than spec.address"))
	}
	return errs
}
