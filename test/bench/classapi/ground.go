// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package classapi

import (
	"context"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

const (
	namespace    = "bench-classapi"
	toolUser     = "robot"
	toolPassword = "a-password-of-usual-length"
)

// kind is how Connectors of a class are opened.
type kind struct{ class, auth, secretType string }

func gitKind() kind {
	return kind{class: "git", auth: "basicAuth", secretType: v1alpha1.SecretTypeBasicAuth}
}

func ociKind() kind {
	return kind{class: "oci", auth: "tokenAuth", secretType: v1alpha1.SecretTypeRegistryToken}
}

// secret is what opens the tools.
func secret() map[string][]byte {
	return map[string][]byte{
		corev1.BasicAuthUsernameKey: []byte(toolUser), corev1.BasicAuthPasswordKey: []byte(toolPassword),
	}
}

// prepareGround makes a namespace with a Secret for each kind.
func (m *measurement) prepareGround(ctx context.Context) error {
	kube, err := m.stage.Client()
	if err != nil {
		return err
	}
	if err := m.stage.Namespace(ctx, namespace); err != nil {
		return err
	}
	for _, k := range []kind{gitKind(), ociKind()} {
		_, err := kube.CoreV1().Secrets(namespace).Create(ctx, &corev1.Secret{
			ObjectMeta: metav1.ObjectMeta{Name: k.class}, Type: corev1.SecretType(k.secretType), Data: secret(),
		}, metav1.CreateOptions{})
		if err != nil {
			return fmt.Errorf("secret %s: %w", k.class, err)
		}
	}
	return nil
}

// connect makes a Connector, which is called after its class.
func (m *measurement) connect(ctx context.Context, k kind, address string) error {
	group, err := m.stage.Connectors()
	if err != nil {
		return err
	}
	_, err = group.ConnectorsV1alpha1().Connectors(namespace).Create(ctx, &v1alpha1.Connector{
		ObjectMeta: metav1.ObjectMeta{Name: k.class},
		Spec: v1alpha1.ConnectorSpec{
			ConnectorClassName: k.class,
			Address:            address,
			Auth:               &v1alpha1.ConnectorAuth{Name: k.auth, SecretRef: &v1alpha1.SecretReference{Name: k.class}},
		},
	}, metav1.CreateOptions{})
	if err != nil {
		return fmt.Errorf("connector %s: %w", k.class, err)
	}
	return nil
}
