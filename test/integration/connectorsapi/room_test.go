// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connectorsapi_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/utils/ptr"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	connectorsclient "connectors.alauda.io/pkg/generated/clientset/versioned/typed/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

const (
	// userRole is the role of those who use Connectors.
	userRole = "connectors-connector-user-role"
	// basicAuth is the auth type of the classes of these tests.
	basicAuth = "basicAuth"
	username  = "robot"
	// canary begins every credential of these tests, so that it can be looked for wherever it must not be.
	canary = "canary-"
)

// newCredential returns a credential that nothing else has.
func newCredential() string { return canary + rand.Text() }

// A room is a namespace with a ServiceAccount that may use every Connector in it, and clients that may do everything.
type room struct {
	namespace  string
	account    harness.Account
	kube       kubernetes.Interface
	connectors connectorsclient.ConnectorsV1alpha1Interface
}

func newRoom(t *testing.T) room {
	t.Helper()
	namespace := stack.Namespace(t)
	return room{
		namespace:  namespace,
		account:    stack.ServiceAccount(t, namespace, userRole),
		kube:       harness.Kube(t, stack.Admin(t)),
		connectors: harness.Connectors(t, stack.Admin(t)),
	}
}

// newClass makes a class with this API and returns its name. It is deleted with the test.
func (r room) newClass(t *testing.T, api v1alpha1.ConnectorClassAPI, extensions ...string) string {
	t.Helper()
	class := &v1alpha1.ConnectorClass{
		ObjectMeta: metav1.ObjectMeta{GenerateName: r.namespace + "-"},
		Spec: v1alpha1.ConnectorClassSpec{
			API: &api,
			Auth: &v1alpha1.ConnectorClassAuth{Types: []v1alpha1.AuthType{
				{Name: basicAuth, SecretType: v1alpha1.SecretTypeBasicAuth, Optional: ptr.To(true)},
			}},
			Proxy: &v1alpha1.ConnectorClassProxy{Ref: &v1alpha1.ObjectReference{
				APIVersion: "v1", Kind: "Service", Name: "connectors-proxy", Namespace: v1alpha1.SystemNamespace,
			}},
		},
	}
	for _, name := range extensions {
		class.Spec.AddressExtensions = append(class.Spec.AddressExtensions, v1alpha1.ParamSpec{Name: name, Type: v1alpha1.ParamTypeString})
	}
	made, err := r.connectors.ConnectorClasses().Create(t.Context(), class, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.connectors.ConnectorClasses().Delete(context.WithoutCancel(t.Context()), made.Name, metav1.DeleteOptions{}); err != nil {
			t.Error(err)
		}
	})
	return made.Name
}

// newConnector makes a Connector.
func (r room) newConnector(t *testing.T, spec v1alpha1.ConnectorSpec) *v1alpha1.Connector {
	t.Helper()
	made, err := r.connectors.Connectors(r.namespace).Create(t.Context(), &v1alpha1.Connector{
		ObjectMeta: metav1.ObjectMeta{GenerateName: "tool-"}, Spec: spec,
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// withSecret makes a Secret with a password and says how a Connector names it.
func (r room) withSecret(t *testing.T, password string) *v1alpha1.ConnectorAuth {
	t.Helper()
	made, err := r.kube.CoreV1().Secrets(r.namespace).Create(t.Context(), &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{GenerateName: "secret-"}, Type: corev1.SecretTypeBasicAuth,
		StringData: map[string]string{"username": username, "password": password, "other": "kept back"},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return &v1alpha1.ConnectorAuth{Name: basicAuth, SecretRef: &v1alpha1.SecretReference{Name: made.Name}}
}

// operation is what a description declares for a method of a path.
type operation struct {
	Provider string `json:"x-provider-type,omitempty"`
	Address  string `json:"x-openapi-address,omitempty"`
}

// describe makes an OpenAPI description of operations by path and method.
func describe(t *testing.T, paths map[string]map[string]operation) *v1alpha1.JSONValue {
	t.Helper()
	text, err := json.Marshal(map[string]any{"openapi": "3.1.0", "info": map[string]string{"title": "test", "version": "1"}, "paths": paths})
	if err != nil {
		t.Fatal(err)
	}
	return &v1alpha1.JSONValue{Raw: text}
}

// get declares GET alone.
func get(provider, address string) map[string]operation {
	return map[string]operation{"get": {Provider: provider, Address: address}}
}
