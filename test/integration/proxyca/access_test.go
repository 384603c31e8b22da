// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package proxyca_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	corev1client "k8s.io/client-go/kubernetes/typed/core/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/proxy/ca"
	"connectors.alauda.io/test/integration/harness"
)

// The right to create Secrets knows no names. A policy lets the proxy create its own alone: with another kind it could have a
// token made for every ServiceAccount of the namespace.
func TestProxyCreatesNothingElse(t *testing.T) {
	fromNothing(t)
	core := harness.Kube(t, asProxy(t)).CoreV1()
	awaitPolicy(t, core)
	secret := func(name string, kind corev1.SecretType) func() error {
		return func() error {
			_, err := core.Secrets(v1alpha1.SystemNamespace).Create(t.Context(), &corev1.Secret{
				ObjectMeta: metav1.ObjectMeta{Name: name, Annotations: map[string]string{corev1.ServiceAccountNameKey: "connectors-controller"}},
				Type:       kind, Data: map[string][]byte{"tls.crt": nil, "tls.key": nil},
			}, metav1.CreateOptions{})
			return err
		}
	}
	configMap := func(namespace, name string) func() error {
		return func() error {
			_, err := core.ConfigMaps(namespace).Create(t.Context(), &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: name}}, metav1.CreateOptions{})
			return err
		}
	}
	for name, create := range map[string]func() error{
		"a token":               secret("mine", corev1.SecretTypeServiceAccountToken),
		"a token of its name":   secret(ca.SecretName, corev1.SecretTypeServiceAccountToken),
		"a key of another name": secret("mine", corev1.SecretTypeTLS),
		"the feature flags":     configMap(v1alpha1.SystemNamespace, "mine"),
		"another namespace":     configMap(metav1.NamespaceDefault, ca.ConfigMapName),
		"a generated name": func() error {
			_, err := core.Secrets(v1alpha1.SystemNamespace).Create(t.Context(),
				&corev1.Secret{ObjectMeta: metav1.ObjectMeta{GenerateName: ca.SecretName}}, metav1.CreateOptions{})
			return err
		},
		"a change of another": func() error {
			_, err := core.ConfigMaps(v1alpha1.SystemNamespace).Update(t.Context(),
				&corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "kube-root-ca.crt"}}, metav1.UpdateOptions{})
			return err
		},
		"a deletion": func() error {
			return core.ConfigMaps(v1alpha1.SystemNamespace).Delete(t.Context(), ca.ConfigMapName, metav1.DeleteOptions{})
		},
	} {
		t.Run(name, func(t *testing.T) {
			if err := create(); !apierrors.IsForbidden(err) && !apierrors.IsInvalid(err) {
				t.Errorf("error %v, want a refusal", err)
			}
		})
	}
}

// awaitPolicy waits until the kube-apiserver knows the policy, which takes it a moment after it was applied.
func awaitPolicy(t *testing.T, core corev1client.CoreV1Interface) {
	t.Helper()
	harness.Eventually(t, "the policy is in force", func(ctx context.Context) error {
		_, err := core.ConfigMaps(v1alpha1.SystemNamespace).Create(ctx,
			&corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "mine"}}, metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}})
		if err == nil {
			return errors.New("the proxy may create any ConfigMap")
		}
		if !strings.Contains(err.Error(), "ValidatingAdmissionPolicy") {
			return err
		}
		return nil
	})
}

// Whoever is known to the cluster may read what clients trust, and not the key.
func TestWhoMayRead(t *testing.T) {
	s := fromNothing(t)
	s.agree(t, run(t, options{}))
	somebody := stack.ServiceAccount(t, stack.Namespace(t))
	core := harness.Kube(t, somebody.As(stack.Admin(t))).CoreV1()
	if _, err := core.ConfigMaps(v1alpha1.SystemNamespace).Get(t.Context(), ca.ConfigMapName, metav1.GetOptions{}); err != nil {
		t.Error(err)
	}
	if _, err := core.ConfigMaps(v1alpha1.SystemNamespace).List(t.Context(), metav1.ListOptions{}); !apierrors.IsForbidden(err) {
		t.Errorf("all ConfigMaps can be listed: %v", err)
	}
	if _, err := core.Secrets(v1alpha1.SystemNamespace).Get(t.Context(), ca.SecretName, metav1.GetOptions{}); !apierrors.IsForbidden(err) {
		t.Errorf("the key can be read: %v", err)
	}
}
