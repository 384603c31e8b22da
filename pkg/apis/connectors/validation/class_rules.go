// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package validation

import (
	"fmt"
	"slices"

	"k8s.io/apimachinery/pkg/util/validation/field"

	"connectors.alauda.io/pkg/apis/connectors"
)

// ValidateConnectorAgainstClass checks what the class demands of a Connector. It expects that ValidateConnector found
// nothing to refuse.
func ValidateConnectorAgainstClass(c *connectors.Connector, class *connectors.ConnectorClass) field.ErrorList {
	path := field.NewPath("spec")
	rules := classRules{spec: &class.Spec, owner: fmt.Sprintf("ConnectorClass %q", class.Name)}
	errs := rules.address(&c.Spec, path.Child("address"))
	errs = append(errs, rules.extensions(&c.Spec, path.Child("addressExtensions"))...)
	errs = append(errs, declaredValues{what: "params", declared: class.Spec.Params, owner: rules.owner}.
		check(c.Spec.Params, path.Child("params"))...)
	return append(errs, rules.auth(c.Spec.Auth, path.Child("auth"))...)
}

// classRules are what one class demands; owner is how messages call it.
type classRules struct {
	spec  *connectors.ConnectorClassSpec
	owner string
}

func (r classRules) address(spec *connectors.ConnectorSpec, path *field.Path) field.ErrorList {
	if spec.Address == "" {
		if r.defaultAddress() != "" {
			return nil
		}
		return field.ErrorList{field.Required(path,
			fmt.Sprintf("give the URL of the tool, such as %s; %s declares no default", addressExample, r.owner))}
	}
	var errs field.ErrorList
	if declared := r.spec.Address; declared != nil && len(declared.Enum) > 0 && !slices.Contains(declared.Enum, spec.Address) {
		errs = append(errs, field.NotSupported(path, shownURL(spec.Address), declared.Enum))
	}
	if a, err := parseAddress(spec.Address); err == nil && !a.isHTTP() && needsHTTP(r.spec) {
		errs = append(errs, field.Invalid(path, shownURL(spec.Address),
			fmt.Sprintf("must have the scheme http or https, since %s has a proxy or an HTTP probe", r.owner)))
	}
	return errs
}

func (r classRules) defaultAddress() string {
	if r.spec.Address == nil || r.spec.Address.Default == nil {
		return ""
	}
	return r.spec.Address.Default.StringVal
}

// needsHTTP says whether a class speaks HTTP to its tools. One that does not may be for databases and the like, whose
// addresses have other schemes.
func needsHTTP(spec *connectors.ConnectorClassSpec) bool {
	if spec.Proxy != nil || spec.LivenessProbe != nil && spec.LivenessProbe.HTTP != nil {
		return true
	}
	return slices.ContainsFunc(spec.AuthProbes, func(p connectors.AuthProbe) bool { return p.Probe.HTTP != nil })
}

// extensions compares with the class's default address where the Connector has none of its own, for then nothing else
// has compared yet.
func (r classRules) extensions(spec *connectors.ConnectorSpec, path *field.Path) field.ErrorList {
	errs := declaredValues{what: "addressExtensions", declared: r.spec.AddressExtensions, owner: r.owner}.
		check(spec.AddressExtensions, path)
	if spec.Address != "" {
		return errs
	}
	main, err := parseAddress(r.defaultAddress())
	if err != nil {
		return errs
	}
	for i := range spec.AddressExtensions {
		value := spec.AddressExtensions[i].Value.StringVal
		if a, err := parseAddress(value); err == nil && a == main {
			errs = append(errs, field.Invalid(path.Index(i).Child("value"), shownURL(value),
				"must be another place than the default address of "+r.owner))
		}
	}
	return errs
}
