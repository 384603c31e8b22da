// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package validation

import (
	"fmt"

	"k8s.io/apimachinery/pkg/util/validation/field"

	"connectors.alauda.io/pkg/apis/connectors"
)

// usesAuth says whether auth asks for anything.
func usesAuth(auth *connectors.ConnectorAuth) bool {
	return auth != nil && (auth.Name != "" || auth.SecretRef != nil || len(auth.Params) > 0)
}

func validateConnectorAuth(auth *connectors.ConnectorAuth, namespace string, path *field.Path) field.ErrorList {
	if auth == nil {
		return nil
	}
	var errs field.ErrorList
	if auth.Name != "" {
		errs = validateName(auth.Name, path.Child("name"), "auth type")
	}
	if auth.SecretRef != nil {
		errs = append(errs, validateSecretRef(auth.SecretRef, namespace, path.Child("secretRef"))...)
	}
	return append(errs, validateParams(auth.Params, path.Child("params"))...)
}

// validateSecretRef keeps a Connector to Secrets of its own namespace: it must be no way to read those of others.
func validateSecretRef(ref *connectors.SecretReference, namespace string, path *field.Path) field.ErrorList {
	errs := validateObjectName(ref.Name, path.Child("name"),
		"name the Secret with the credential, or leave out secretRef if the auth type is optional")
	if ref.Namespace != "" && ref.Namespace != namespace {
		errs = append(errs, field.Invalid(path.Child("namespace"), shown(ref.Namespace),
			fmt.Sprintf("must be %q, the Connector's own namespace, or be left out", namespace)))
	}
	if ref.Kind != "" && ref.Kind != "Secret" {
		errs = append(errs, field.NotSupported(path.Child("kind"), shown(ref.Kind), []string{"Secret"}))
	}
	if ref.APIVersion != "" && ref.APIVersion != "v1" {
		errs = append(errs, field.NotSupported(path.Child("apiVersion"), shown(ref.APIVersion), []string{"v1"}))
	}
	for _, unused := range []struct{ name, value string }{
		{"uid", ref.UID}, {"resourceVersion", ref.ResourceVersion}, {"fieldPath", ref.FieldPath},
	} {
		if len(unused.value) > maxNameBytes {
			errs = append(errs, field.TooLong(path.Child(unused.name), nil, maxNameBytes))
		}
	}
	return errs
}
