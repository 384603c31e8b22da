// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package inject

import (
	"fmt"

	corev1 "k8s.io/api/core/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/target"
)

// The Secret keys of the known types.
const (
	usernameKey = corev1.BasicAuthUsernameKey
	passwordKey = corev1.BasicAuthPasswordKey
	tokenKey    = "token"
)

// KeyMissingError says that a Secret lacks a key that its type needs.
type KeyMissingError struct {
	SecretType, Key string
}

// Error implements error.
func (e *KeyMissingError) Error() string {
	return fmt.Sprintf("the Secret has no key %q, which type %s needs", e.Key, e.SecretType)
}

// New makes the Injector for the inputs of one Connector: by the class's own templates where it has some, else by the
// Secret type. It is a target.InjectorFactory.
func New(input target.InjectorInput) (target.Injector, error) {
	if input.Inject != nil {
		return newTemplated(input)
	}
	switch input.SecretType {
	case string(corev1.SecretTypeBasicAuth):
		return newBasic(input.SecretType, input.Secret)
	case v1alpha1.SecretTypeBearerToken:
		return newBearer(input.Secret)
	case v1alpha1.SecretTypeRegistryToken:
		return newRegistryToken(input)
	default:
		return nil, fmt.Errorf("nothing is known about putting a Secret of type %q on requests: "+
			"the auth type of the class must say so under inject, or be of type %s, %s or %s",
			input.SecretType, corev1.SecretTypeBasicAuth, v1alpha1.SecretTypeBearerToken, v1alpha1.SecretTypeRegistryToken)
	}
}
