// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package target

import (
	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// Effective is a Connector as templates see it: with what its class declares as default where it says nothing itself, and
// without its status, which must not have an influence on itself. The result may share parts with c.
func Effective(c *v1alpha1.Connector, class *v1alpha1.ConnectorClass) *v1alpha1.Connector {
	made := *c
	made.Status, made.ManagedFields = v1alpha1.ConnectorStatus{}, nil
	if class == nil {
		return &made
	}
	if address := class.Spec.Address; made.Spec.Address == "" && address != nil && address.Default != nil {
		made.Spec.Address = address.Default.StringVal
	}
	made.Spec.AddressExtensions = withDefaults(c.Spec.AddressExtensions, class.Spec.AddressExtensions)
	made.Spec.Params = withDefaults(c.Spec.Params, class.Spec.Params)
	if c.Spec.Auth == nil {
		return &made
	}
	for i := range class.Spec.AuthProbes {
		if class.Spec.AuthProbes[i].AuthName == c.Spec.Auth.Name {
			auth := *c.Spec.Auth
			auth.Params = withDefaults(auth.Params, class.Spec.AuthProbes[i].Params)
			made.Spec.Auth = &auth
		}
	}
	return &made
}

// withDefaults adds the declared defaults of what is not given.
func withDefaults(given []v1alpha1.Param, declared []v1alpha1.ParamSpec) []v1alpha1.Param {
	all := given[:len(given):len(given)]
	for i := range declared {
		if declared[i].Default != nil && !gives(given, declared[i].Name) {
			all = append(all, v1alpha1.Param{Name: declared[i].Name, Value: *declared[i].Default})
		}
	}
	return all
}

func gives(params []v1alpha1.Param, name string) bool {
	for i := range params {
		if params[i].Name == name {
			return true
		}
	}
	return false
}
