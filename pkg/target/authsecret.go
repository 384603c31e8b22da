// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package target

import (
	"strings"

	corev1 "k8s.io/api/core/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// AuthSecret is what the Secret of spec.auth.secretRef is to a Connector.
type AuthSecret struct {
	// Referred is true when the Connector names a Secret.
	Referred bool
	// Problem is why the Connector cannot be used with or without its Secret; nil when it can.
	Problem *Unusable
	// Type is the Secret type of the auth type, empty when the class declares none.
	Type string
	// Data are the keys that the auth type uses; nil when there is no Secret or a problem with it.
	Data map[string]Credential
	// ResourceVersion is that of the Secret, empty when it does not exist.
	ResourceVersion string

	// told is what a class API is told, and untold why it is not. It does not need a way to put the Secret on requests.
	told   told
	untold *Unusable
}

// compileSecret judges the Secret of a Connector and makes what puts it on requests.
func compileSecret(in inputs, factory InjectorFactory) (AuthSecret, Injector) {
	auth := in.connector.Spec.Auth
	if auth == nil || (auth.Name == "" && auth.SecretRef == nil) {
		return AuthSecret{}, nil
	}
	secret := AuthSecret{Referred: auth.SecretRef != nil, ResourceVersion: in.secret.version()}
	if secret.Referred && in.secret == nil {
		secret.Problem = unusable(v1alpha1.ReasonSecretNotFound, "Secret %q does not exist in namespace %q",
			auth.SecretRef.Name, in.connector.Namespace)
	}
	if in.class == nil || secret.Problem != nil {
		secret.untold = secret.Problem
		return secret, nil
	}
	authType := authTypeOf(in.class, auth.Name)
	switch {
	case authType == nil:
		secret.Problem = unusable(v1alpha1.ReasonSecretTypeMismatch, "connector class %q has no auth type %q",
			in.class.Name, auth.Name)
	case secret.Referred:
		secret.Problem = checkSecret(in, authType)
	case authType.Optional == nil || !*authType.Optional:
		secret.Problem = unusable(v1alpha1.ReasonSecretNotFound,
			"auth type %q of connector class %q needs a Secret and spec.auth.secretRef names none", auth.Name, in.class.Name)
	}
	secret.untold = secret.Problem
	if secret.Problem != nil || (!secret.Referred && !asksForAnonymous(authType)) {
		return secret, nil
	}
	input := injectorInput(in, authType)
	if secret.Referred {
		secret.told = told{secretType: input.SecretType, secret: input.Secret}
	}
	injector, err := factory(input)
	switch {
	case err != nil && secret.Referred:
		secret.Problem = unusable(v1alpha1.ReasonSecretKeyMissing, "Secret %q cannot be put on requests: %v", auth.SecretRef.Name, err)
		return secret, nil
	case err != nil:
		secret.Problem = unusable(v1alpha1.ReasonSecretTypeMismatch, "auth type %q cannot be used without a Secret: %v", authType.Name, err)
		return secret, nil
	case secret.Referred:
		secret.Type, secret.Data = input.SecretType, input.Secret
	}
	return secret, injector
}

// asksForAnonymous is true for auth types whose tools want something of everybody, of those without a credential too:
// registries give tokens to anybody for what is public.
func asksForAnonymous(authType *v1alpha1.AuthType) bool {
	return authType.SecretType == v1alpha1.SecretTypeRegistryToken && authType.Inject == nil
}

func authTypeOf(class *v1alpha1.ConnectorClass, name string) *v1alpha1.AuthType {
	if class.Spec.Auth == nil {
		return nil
	}
	for i := range class.Spec.Auth.Types {
		if class.Spec.Auth.Types[i].Name == name {
			return &class.Spec.Auth.Types[i]
		}
	}
	return nil
}

// checkSecret says what is wrong with a Secret, which exists, for an auth type; nil when nothing is.
func checkSecret(in inputs, authType *v1alpha1.AuthType) *Unusable {
	ref := in.connector.Spec.Auth.SecretRef
	if want := normalSecretType(authType.SecretType); want != "" && in.secret.secretType != want {
		return unusable(v1alpha1.ReasonSecretTypeMismatch, "Secret %q has type %q, auth type %q needs %q",
			ref.Name, in.secret.secretType, authType.Name, want)
	}
	for _, key := range RequiredKeys(authType) {
		if value, ok := in.secret.data[key]; !ok || (value.Reveal() == "" && key != corev1.BasicAuthUsernameKey) {
			return unusable(v1alpha1.ReasonSecretKeyMissing, "Secret %q has no value under key %q, which auth type %q needs",
				ref.Name, key, authType.Name)
		}
	}
	return nil
}

// normalSecretType takes the spelling of the core API for the type of Secrets without rules.
func normalSecretType(secretType string) string {
	if strings.EqualFold(secretType, "kubernetes.io/opaque") {
		return string(corev1.SecretTypeOpaque)
	}
	return secretType
}

// SecretKeys are the keys of a Secret that an auth type uses: the declared ones, or those of the known Secret types; nil,
// for a type of which nothing is known, means all.
func SecretKeys(authType *v1alpha1.AuthType) []string {
	if len(authType.Params) == 0 {
		return conventionalKeys(authType.SecretType)
	}
	keys := make([]string, 0, len(authType.Params))
	for _, param := range authType.Params {
		keys = append(keys, param.Name)
	}
	return keys
}

// RequiredKeys are those of SecretKeys that must have a value.
func RequiredKeys(authType *v1alpha1.AuthType) []string {
	if len(authType.Params) == 0 {
		return conventionalKeys(authType.SecretType)
	}
	var keys []string
	for _, param := range authType.Params {
		if param.Default == nil {
			keys = append(keys, param.Name)
		}
	}
	return keys
}

func conventionalKeys(secretType string) []string {
	switch secretType {
	case v1alpha1.SecretTypeBasicAuth, v1alpha1.SecretTypeRegistryToken:
		return []string{corev1.BasicAuthUsernameKey, corev1.BasicAuthPasswordKey}
	case v1alpha1.SecretTypeBearerToken:
		return []string{"token"}
	default:
		return nil
	}
}
