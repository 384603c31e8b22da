// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package statusfaults

import (
	"context"
	"fmt"
	"strings"
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

func newRoom(t *testing.T, s *harness.Stack) room {
	t.Helper()
	config := s.Admin(t)
	config.QPS = -1
	return room{
		stack:      s,
		namespace:  s.Namespace(t),
		kube:       harness.Kube(t, config),
		connectors: harness.Connectors(t, config),
	}
}

// newConnector makes a Connector without a Secret.
func (r room) newConnector(t *testing.T, name, class, address string) {
	t.Helper()
	r.createConnector(t, name, v1alpha1.ConnectorSpec{ConnectorClassName: class, Address: address})
}

func (r room) createConnector(t *testing.T, name string, spec v1alpha1.ConnectorSpec) {
	t.Helper()
	c := &v1alpha1.Connector{ObjectMeta: metav1.ObjectMeta{Name: name}, Spec: spec}
	if _, err := r.connectors.Connectors(r.namespace).Create(t.Context(), c, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
}

// newConnectors makes n Connectors and returns their names.
func (r room) newConnectors(t *testing.T, n int, prefix, class, address string) []string {
	t.Helper()
	names := make([]string, 0, n)
	for i := range n {
		names = append(names, fmt.Sprintf("%s-%d", prefix, i))
		r.newConnector(t, names[i], class, address)
	}
	return names
}

// setAddress changes the address of a Connector.
func (r room) setAddress(t *testing.T, name, address string) {
	t.Helper()
	client := r.connectors.Connectors(r.namespace)
	harness.Eventually(t, "changing the address of "+name, func(ctx context.Context) error {
		c, err := client.Get(ctx, name, metav1.GetOptions{})
		if err != nil {
			return err
		}
		c.Spec.Address = address
		_, err = client.Update(ctx, c, metav1.UpdateOptions{})
		return err
	})
}

// newClass makes a class that goes with the test.
func (r room) newClass(t *testing.T, spec v1alpha1.ConnectorClassSpec) string {
	t.Helper()
	class := &v1alpha1.ConnectorClass{ObjectMeta: metav1.ObjectMeta{GenerateName: "faults-"}, Spec: spec}
	made, err := r.connectors.ConnectorClasses().Create(t.Context(), class, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		err := r.connectors.ConnectorClasses().Delete(context.WithoutCancel(t.Context()), made.Name, metav1.DeleteOptions{})
		if err != nil && !apierrors.IsNotFound(err) {
			t.Error(err)
		}
	})
	return made.Name
}

// putSecret makes a Secret, or gives it other data.
func (r room) putSecret(t *testing.T, name string, data map[string]string) {
	t.Helper()
	secrets := r.kube.CoreV1().Secrets(r.namespace)
	secret := &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Name: name}, StringData: data}
	_, err := secrets.Create(t.Context(), secret, metav1.CreateOptions{})
	if apierrors.IsAlreadyExists(err) {
		_, err = secrets.Update(t.Context(), secret, metav1.UpdateOptions{})
	}
	if err != nil {
		t.Fatal(err)
	}
}

// named makes the name of a Connector from that of a case.
func named(test string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, strings.ToLower(test))
}
