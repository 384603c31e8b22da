// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package inject

import (
	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/proxy/inject/registrytoken"
	"connectors.alauda.io/pkg/target"
)

// newRegistryToken exchanges user name and password for a registry's tokens. What may be in them is as in Basic
// authentication, by which a token service is told: registries that take access tokens let one of them be empty.
// Without a Secret, tokens are those for everybody.
func newRegistryToken(input target.InjectorInput) (target.Injector, error) {
	var password target.Injector
	if input.Secret != nil {
		var err error
		if password, err = newBasic(v1alpha1.SecretTypeRegistryToken, input.Secret); err != nil {
			return nil, err
		}
	}
	return registrytoken.New(registrytoken.Config{
		Address: input.Address, Password: password,
		Conceal: func(token target.Credential) func(string) bool {
			forms := needles(token.Reveal())
			return func(value string) bool { return holdsAny(value, forms) }
		},
	}), nil
}
