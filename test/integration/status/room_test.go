// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package status_test

import (
	"context"
	"testing"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	connectorsclient "connectors.alauda.io/pkg/generated/clientset/versioned/typed/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

// A room is a namespace, and clients that may do everything.
type room struct {
	stack      *harness.Stack
	namespace  string
	kube       kubernetes.Interface
	connectors connectorsclient.ConnectorsV1alpha1Interface
}

func newRoom(t *testing.T) room {
	t.Helper()
	return newRoomIn(t, stack)
}

func newRoomIn(t *testing.T, s *harness.Stack) room {
	t.Helper()
	return room{
		stack:      s,
		namespace:  s.Namespace(t),
		kube:       harness.Kube(t, s.Admin(t)),
		connectors: harness.Connectors(t, s.Admin(t)),
	}
}

// newConnector makes a Connector. Unless it has a name it gets one.
func (r room) newConnector(t *testing.T, name string, spec v1alpha1.ConnectorSpec) *v1alpha1.Connector {
	t.Helper()
	connector := &v1alpha1.Connector{ObjectMeta: metav1.ObjectMeta{Name: name}, Spec: spec}
	if name == "" {
		connector.GenerateName = "tool-"
	}
	made, err := r.connectors.Connectors(r.namespace).Create(t.Context(), connector, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// editConnector changes the spec of a Connector.
func (r room) editConnector(t *testing.T, name string, edit func(*v1alpha1.ConnectorSpec)) {
	t.Helper()
	client := r.connectors.Connectors(r.namespace)
	harness.Eventually(t, "changing Connector "+name, func(ctx context.Context) error {
		connector, err := client.Get(ctx, name, metav1.GetOptions{})
		if err != nil {
			return err
		}
		edit(&connector.Spec)
		_, err = client.Update(ctx, connector, metav1.UpdateOptions{})
		return err
	})
}

// newClass makes a class that goes with the test.
func (r room) newClass(t *testing.T, spec v1alpha1.ConnectorClassSpec) string {
	t.Helper()
	return r.createClass(t, &v1alpha1.ConnectorClass{ObjectMeta: metav1.ObjectMeta{GenerateName: "status-"}, Spec: spec})
}

func (r room) createClass(t *testing.T, class *v1alpha1.ConnectorClass) string {
	t.Helper()
	made, err := r.connectors.ConnectorClasses().Create(t.Context(), class, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.deleteClass(t, made.Name) })
	return made.Name
}

// deleteClass deletes a class that may be gone already.
func (r room) deleteClass(t *testing.T, name string) {
	t.Helper()
	err := r.connectors.ConnectorClasses().Delete(context.WithoutCancel(t.Context()), name, metav1.DeleteOptions{})
	if err != nil && !apierrors.IsNotFound(err) {
		t.Error(err)
	}
}

// editClass changes the spec of a class.
func (r room) editClass(t *testing.T, name string, edit func(*v1alpha1.ConnectorClassSpec)) {
	t.Helper()
	client := r.connectors.ConnectorClasses()
	harness.Eventually(t, "changing class "+name, func(ctx context.Context) error {
		class, err := client.Get(ctx, name, metav1.GetOptions{})
		if err != nil {
			return err
		}
		edit(&class.Spec)
		_, err = client.Update(ctx, class, metav1.UpdateOptions{})
		return err
	})
}

// newSecret makes a Secret with a generated name, which it returns.
func (r room) newSecret(t *testing.T, kind corev1.SecretType, data map[string]string) string {
	t.Helper()
	return r.createSecret(t, &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Namespace: r.namespace, GenerateName: "secret-"}, Type: kind, StringData: data,
	})
}

func (r room) createSecret(t *testing.T, secret *corev1.Secret) string {
	t.Helper()
	made, err := r.kube.CoreV1().Secrets(secret.Namespace).Create(t.Context(), secret, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return made.Name
}

// setSecret replaces the data of a Secret.
func (r room) setSecret(t *testing.T, namespace, name string, data map[string]string) {
	t.Helper()
	secrets := r.kube.CoreV1().Secrets(namespace)
	secret, err := secrets.Get(t.Context(), name, metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	secret.Data, secret.StringData = nil, data
	if _, err := secrets.Update(t.Context(), secret, metav1.UpdateOptions{}); err != nil {
		t.Fatal(err)
	}
}

func (r room) deleteSecret(t *testing.T, namespace, name string) {
	t.Helper()
	if err := r.kube.CoreV1().Secrets(namespace).Delete(t.Context(), name, metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
}
