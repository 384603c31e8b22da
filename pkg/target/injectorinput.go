// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package target

import (
	"slices"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/template"
)

func injectorInput(in inputs, authType *v1alpha1.AuthType) InjectorInput {
	input := InjectorInput{SecretType: normalSecretType(authType.SecretType)}
	// An address that cannot be used makes the Target unusable, whatever the Secret is.
	input.Address, _ = ParseAddress(in.connector.Spec.Address)
	if in.secret == nil {
		return input
	}
	input.Secret = make(map[string]Credential, len(in.secret.data))
	keys := SecretKeys(authType)
	for key, value := range in.secret.data {
		if keys == nil || slices.Contains(keys, key) {
			input.Secret[key] = value
		}
	}
	for _, param := range authType.Params {
		if _, ok := input.Secret[param.Name]; !ok && param.Default != nil {
			input.Secret[param.Name] = NewCredential(param.Default.StringVal)
		}
	}
	if authType.Inject != nil {
		input.Inject = &InjectTemplates{Headers: named(authType.Inject.Headers), Query: named(authType.Inject.Query)}
		input.Connector = template.View(in.connector)
	}
	return input
}

func named(values []v1alpha1.InjectedValue) []NamedTemplate {
	templates := make([]NamedTemplate, 0, len(values))
	for _, value := range values {
		templates = append(templates, NamedTemplate{Name: value.Name, Template: value.Value})
	}
	return templates
}
