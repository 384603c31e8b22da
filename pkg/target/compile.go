// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package target

import (
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/template"
)

// ReasonNotProxied is the reason of a Connector whose address is not reached over HTTP.
const ReasonNotProxied = "NonProxy"

// inputs is everything that a Target is compiled from.
type inputs struct {
	connector *v1alpha1.Connector
	class     *v1alpha1.ConnectorClass // nil when there is none of that name
	secret    *secretData              // of spec.auth.secretRef; nil when there is none
	roots     roots
}

// secretData is what is held of a Secret.
type secretData struct {
	resourceVersion string
	secretType      string
	data            map[string]Credential
}

// compile makes a Target. It does no I/O and keeps no reference to its inputs.
func compile(in inputs, factory InjectorFactory) *Target {
	t := &Target{
		Namespace: in.connector.Namespace,
		Name:      in.connector.Name,
		UID:       in.connector.UID,
		Roots:     in.roots.pool,
		RootsID:   in.roots.id,
	}
	if in.class == nil {
		return t.unusable(v1alpha1.ReasonConnectorClassNotFound, "connector class %q does not exist",
			in.connector.Spec.ConnectorClassName)
	}
	if unusable := t.setAddresses(in); unusable != nil {
		t.Unusable = unusable
		return t
	}
	t.setInjector(in, factory)
	return t
}

func (t *Target) unusable(reason, format string, args ...any) *Target {
	t.Unusable = &Unusable{Reason: reason, Message: fmt.Sprintf(format, args...)}
	return t
}

func (t *Target) setAddresses(in inputs) *Unusable {
	address := EffectiveAddress(in.connector, in.class)
	parsed, err := ParseAddress(address)
	if err != nil {
		return &Unusable{Reason: ReasonNotProxied, Message: fmt.Sprintf("spec.address cannot be used: %v", err)}
	}
	t.Address = parsed
	t.Extensions = make(map[string]Address, len(in.class.Spec.AddressExtensions))
	for _, spec := range in.class.Spec.AddressExtensions {
		value := paramOrDefault(in.connector.Spec.AddressExtensions, spec)
		if value == "" {
			continue
		}
		extension, err := ParseAddress(value)
		if err != nil {
			return &Unusable{
				Reason:  ReasonNotProxied,
				Message: fmt.Sprintf("address extension %q cannot be used: %v", spec.Name, err),
			}
		}
		t.Extensions[spec.Name] = extension
	}
	return nil
}

// EffectiveAddress is the address of a Connector, or the one that its class declares where it has none.
func EffectiveAddress(c *v1alpha1.Connector, class *v1alpha1.ConnectorClass) string {
	if c.Spec.Address != "" || class.Spec.Address == nil || class.Spec.Address.Default == nil {
		return c.Spec.Address
	}
	return class.Spec.Address.Default.StringVal
}

func paramOrDefault(params []v1alpha1.Param, spec v1alpha1.ParamSpec) string {
	for i := range params {
		if params[i].Name == spec.Name {
			return params[i].Value.StringVal
		}
	}
	if spec.Default != nil {
		return spec.Default.StringVal
	}
	return ""
}

func (t *Target) setInjector(in inputs, factory InjectorFactory) {
	auth := in.connector.Spec.Auth
	if auth == nil || (auth.Name == "" && auth.SecretRef == nil) {
		return
	}
	authType := authTypeOf(in.class, auth.Name)
	if authType == nil {
		t.unusable(v1alpha1.ReasonSecretTypeMismatch, "connector class %q has no auth type %q", in.class.Name, auth.Name)
		return
	}
	if auth.SecretRef == nil {
		if authType.Optional == nil || !*authType.Optional {
			t.unusable(v1alpha1.ReasonSecretNotFound,
				"auth type %q of connector class %q needs a Secret and spec.auth.secretRef names none", auth.Name, in.class.Name)
		}
		return
	}
	if t.Unusable = checkSecret(in, authType); t.Unusable != nil {
		return
	}
	injector, err := factory(injectorInput(in, authType))
	if err != nil {
		t.unusable(v1alpha1.ReasonSecretKeyMissing, "Secret %q cannot be put on requests: %v", auth.SecretRef.Name, err)
		return
	}
	t.Injector = injector
	t.SecretResourceVersion = in.secret.resourceVersion
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

// checkSecret says what is wrong with the Secret of an auth type, nil when nothing is.
func checkSecret(in inputs, authType *v1alpha1.AuthType) *Unusable {
	ref := in.connector.Spec.Auth.SecretRef
	if in.secret == nil {
		return &Unusable{
			Reason:  v1alpha1.ReasonSecretNotFound,
			Message: fmt.Sprintf("Secret %q does not exist in namespace %q", ref.Name, in.connector.Namespace),
		}
	}
	if want := normalSecretType(authType.SecretType); want != "" && in.secret.secretType != want {
		return &Unusable{
			Reason: v1alpha1.ReasonSecretTypeMismatch,
			Message: fmt.Sprintf("Secret %q has type %q, auth type %q needs %q",
				ref.Name, in.secret.secretType, authType.Name, want),
		}
	}
	for _, key := range RequiredKeys(authType) {
		if value, ok := in.secret.data[key]; !ok || (value.Reveal() == "" && key != corev1.BasicAuthUsernameKey) {
			return &Unusable{
				Reason:  v1alpha1.ReasonSecretKeyMissing,
				Message: fmt.Sprintf("Secret %q has no value under key %q, which auth type %q needs", ref.Name, key, authType.Name),
			}
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

func injectorInput(in inputs, authType *v1alpha1.AuthType) InjectorInput {
	input := InjectorInput{
		SecretType: normalSecretType(authType.SecretType),
		Secret:     make(map[string]Credential, len(in.secret.data)),
	}
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
