// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gatewayfaults

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	connectorsclient "connectors.alauda.io/pkg/generated/clientset/versioned/typed/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

const (
	audience  = "connectors-proxy"
	userRole  = "connectors-connector-user-role"
	tokenLife = time.Hour
	// toolClass is a class for every tool of these tests, secretName the Secret of every Connector.
	toolClass  = "tool"
	authName   = "token"
	secretName = "credential"
	secretKey  = "token"
)

// A room is a namespace with an account that may use its Connectors, the one Secret that these have, and clients that may do
// everything.
type room struct {
	namespace  string
	account    harness.Account
	token      string
	credential string
	kube       kubernetes.Interface
	connectors connectorsclient.ConnectorsV1alpha1Interface
}

// newRoom makes a room. When the test ends no log holds its secrets.
func newRoom(t *testing.T) room {
	t.Helper()
	config := stack.Admin(t)
	config.QPS = -1
	r := room{
		namespace:  stack.Namespace(t),
		credential: newCredential(),
		kube:       harness.Kube(t, config),
		connectors: harness.Connectors(t, config),
	}
	r.account = stack.ServiceAccount(t, r.namespace, userRole)
	var err error
	r.token, err = stack.Cluster().ServiceAccountToken(t.Context(), r.namespace, r.account.Name, tokenLife, audience)
	if err != nil {
		t.Fatal(err)
	}
	r.ensureClass(t)
	_, err = r.kube.CoreV1().Secrets(r.namespace).Create(t.Context(), &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Name: secretName}, Type: v1alpha1.SecretTypeBearerToken,
		StringData: map[string]string{secretKey: r.credential},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		r.expectProcessWithoutSecrets(t, first)
		r.expectLogsWithoutSecrets(t)
	})
	return r
}

// ensureClass makes the class unless a test before has.
func (r room) ensureClass(t *testing.T) {
	t.Helper()
	class := &v1alpha1.ConnectorClass{
		ObjectMeta: metav1.ObjectMeta{Name: toolClass},
		Spec: v1alpha1.ConnectorClassSpec{
			Address: &v1alpha1.ParamSpec{Name: "address", Type: v1alpha1.ParamTypeString},
			Auth: &v1alpha1.ConnectorClassAuth{Types: []v1alpha1.AuthType{
				{Name: authName, SecretType: v1alpha1.SecretTypeBearerToken},
			}},
			Proxy: &v1alpha1.ConnectorClassProxy{Ref: &v1alpha1.ObjectReference{
				APIVersion: "v1", Kind: "Service", Name: harness.Proxy, Namespace: v1alpha1.SystemNamespace,
			}},
		},
	}
	harness.Eventually(t, "there is a class", func(ctx context.Context) error {
		_, err := r.connectors.ConnectorClasses().Create(ctx, class, metav1.CreateOptions{})
		if apierrors.IsAlreadyExists(err) {
			return nil
		}
		return err
	})
}

// connect makes a Connector, as soon as that is possible, and returns its name. After an outage, and where these tests keep the
// machine busy, the kube-apiserver takes our API server for gone now and then.
func (r room) connect(t *testing.T, address string) string {
	t.Helper()
	var name string
	harness.Eventually(t, "a Connector can be made", func(ctx context.Context) error {
		made, err := r.connectors.Connectors(r.namespace).Create(ctx, r.newConnector(address), metav1.CreateOptions{})
		if err == nil {
			name = made.Name
		}
		return err
	})
	return name
}

func (r room) newConnector(address string) *v1alpha1.Connector {
	return &v1alpha1.Connector{
		ObjectMeta: metav1.ObjectMeta{GenerateName: "tool-"},
		Spec: v1alpha1.ConnectorSpec{
			ConnectorClassName: toolClass, Address: address,
			Auth: &v1alpha1.ConnectorAuth{Name: authName, SecretRef: &v1alpha1.SecretReference{Name: secretName}},
		},
	}
}

// move gives a Connector another address.
func (r room) move(ctx context.Context, connector, address string) error {
	patch, err := json.Marshal(map[string]any{"spec": map[string]string{"address": address}})
	if err != nil {
		return err
	}
	_, err = r.connectors.Connectors(r.namespace).Patch(ctx, connector, types.MergePatchType, patch, metav1.PatchOptions{})
	return err
}

// rotate gives the Secret of the room another credential.
func (r room) rotate(ctx context.Context, credential string) error {
	patch, err := json.Marshal(map[string]any{"stringData": map[string]string{secretKey: credential}})
	if err != nil {
		return err
	}
	_, err = r.kube.CoreV1().Secrets(r.namespace).Patch(ctx, secretName, types.MergePatchType, patch, metav1.PatchOptions{})
	return err
}

// canary begins every credential of these tests.
const canary = "canary-"

func newCredential() string { return canary + rand.Text() }
