// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package proxy_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"testing"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/utils/ptr"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// canary begins every credential of these tests, so that it can be looked for wherever it must not be.
const canary = "canary-"

// newCredential returns a credential that nothing else has.
func newCredential() string { return canary + rand.Text() }

// The auth types of the class of these tests, one for each way of putting a credential on a request.
const (
	basicAuth  = "basic"
	bearerAuth = "bearer"
	headerAuth = "header"
	queryAuth  = "query"
	// openAuth needs no Secret.
	openAuth = "open"
)

// toolClass is a class for every tool of these tests.
const toolClass = "tool"

// ensureToolClass makes the class unless a test before has.
func (r room) ensureToolClass(t *testing.T) {
	t.Helper()
	class := &v1alpha1.ConnectorClass{
		ObjectMeta: metav1.ObjectMeta{Name: toolClass},
		Spec: v1alpha1.ConnectorClassSpec{
			Address: &v1alpha1.ParamSpec{Name: "address", Type: v1alpha1.ParamTypeString},
			Auth: &v1alpha1.ConnectorClassAuth{Types: []v1alpha1.AuthType{
				{Name: openAuth, SecretType: v1alpha1.SecretTypeBasicAuth, Optional: ptr.To(true)},
				{Name: basicAuth, SecretType: v1alpha1.SecretTypeBasicAuth},
				{Name: bearerAuth, SecretType: v1alpha1.SecretTypeBearerToken},
				{Name: headerAuth, SecretType: string(corev1.SecretTypeOpaque), Params: keyParam(), Inject: &v1alpha1.Inject{
					Headers: []v1alpha1.InjectedValue{{Name: "Private-Token", Value: "{{ .Secret.StringData.key }}"}},
				}},
				{Name: queryAuth, SecretType: string(corev1.SecretTypeOpaque), Params: keyParam(), Inject: &v1alpha1.Inject{
					Query: []v1alpha1.InjectedValue{{Name: "private_token", Value: "{{ .Secret.StringData.key }}"}},
				}},
			}},
			Proxy: &v1alpha1.ConnectorClassProxy{Ref: &v1alpha1.ObjectReference{
				APIVersion: "v1", Kind: "Service", Name: "connectors-proxy", Namespace: v1alpha1.SystemNamespace,
			}},
		},
	}
	_, err := r.connectors.ConnectorClasses().Create(t.Context(), class, metav1.CreateOptions{})
	if err != nil && !apierrors.IsAlreadyExists(err) {
		t.Fatal(err)
	}
}

func keyParam() []v1alpha1.ParamSpec {
	return []v1alpha1.ParamSpec{{Name: "key", Type: v1alpha1.ParamTypeString}}
}

// newConnector makes a Connector without a credential.
func (r room) newConnector(t *testing.T, address string) *v1alpha1.Connector {
	t.Helper()
	return r.createConnector(t, &v1alpha1.Connector{
		Spec: v1alpha1.ConnectorSpec{ConnectorClassName: toolClass, Address: address},
	})
}

// newConnectorWith makes a Connector with a Secret.
func (r room) newConnectorWith(t *testing.T, address, auth, secret string) *v1alpha1.Connector {
	t.Helper()
	return r.createConnector(t, &v1alpha1.Connector{Spec: v1alpha1.ConnectorSpec{
		ConnectorClassName: toolClass, Address: address,
		Auth: &v1alpha1.ConnectorAuth{Name: auth, SecretRef: &v1alpha1.SecretReference{Name: secret}},
	}})
}

func (r room) createConnector(t *testing.T, connector *v1alpha1.Connector) *v1alpha1.Connector {
	t.Helper()
	if connector.Name == "" {
		connector.GenerateName = "tool-"
	}
	created, err := r.connectors.Connectors(r.namespace).Create(t.Context(), connector, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return created
}

// secretData is the content of a Secret, of the type that an auth type wants.
func secretData(auth, username, credential string) (corev1.SecretType, map[string]string) {
	switch auth {
	case basicAuth:
		return corev1.SecretTypeBasicAuth, map[string]string{"username": username, "password": credential}
	case bearerAuth:
		return v1alpha1.SecretTypeBearerToken, map[string]string{"token": credential}
	default:
		return corev1.SecretTypeOpaque, map[string]string{"key": credential}
	}
}

const username = "robot"

// newSecret makes a Secret for an auth type and returns its name.
func (r room) newSecret(t *testing.T, auth, credential string) string {
	t.Helper()
	secretType, data := secretData(auth, username, credential)
	return r.createSecret(t, secretType, data)
}

func (r room) createSecret(t *testing.T, secretType corev1.SecretType, data map[string]string) string {
	t.Helper()
	created, err := r.kube.CoreV1().Secrets(r.namespace).Create(t.Context(), &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{GenerateName: "secret-"}, Type: secretType, StringData: data,
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return created.Name
}

// rotate replaces the credential of a Secret.
func (r room) rotate(t *testing.T, secret, auth, credential string) {
	t.Helper()
	if err := r.tryRotate(t.Context(), secret, auth, credential); err != nil {
		t.Fatal(err)
	}
}

func (r room) tryRotate(ctx context.Context, secret, auth, credential string) error {
	_, data := secretData(auth, username, credential)
	patch, err := json.Marshal(map[string]any{"stringData": data})
	if err != nil {
		return err
	}
	_, err = r.kube.CoreV1().Secrets(r.namespace).Patch(ctx, secret, types.MergePatchType, patch, metav1.PatchOptions{})
	return err
}
