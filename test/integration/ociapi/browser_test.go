// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package ociapi_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

const (
	userRole = "connectors-connector-user-role"
	// connectorName is that of the Connector where there is one only.
	connectorName = "images"
)

// browser is somebody who may use the Connectors of a namespace.
type browser struct {
	namespace string
	config    *rest.Config
}

func newBrowser(t *testing.T) browser {
	t.Helper()
	namespace := stack.Namespace(t)
	return browser{namespace: namespace, config: stack.ServiceAccount(t, namespace, userRole).As(stack.Admin(t))}
}

// connect makes a Connector of class oci, and waits until it is ready.
func (b browser) connect(t *testing.T, address, password string) {
	t.Helper()
	b.connectAs(t, "oci", "tokenAuth", v1alpha1.SecretTypeRegistryToken, address, password)
	b.await(t, metav1.ConditionTrue)
}

// connectAs makes a Connector and its Secret.
func (b browser) connectAs(t *testing.T, class, auth, secretType, address, password string) {
	t.Helper()
	secret := &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Name: connectorName}, Type: corev1.SecretType(secretType),
		StringData: map[string]string{"username": robot, "password": password},
	}
	admin := stack.Admin(t)
	if _, err := harness.Kube(t, admin).CoreV1().Secrets(b.namespace).Create(t.Context(), secret, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	connector := &v1alpha1.Connector{
		ObjectMeta: metav1.ObjectMeta{Name: connectorName},
		Spec: v1alpha1.ConnectorSpec{
			ConnectorClassName: class, Address: address,
			Auth: &v1alpha1.ConnectorAuth{Name: auth, SecretRef: &v1alpha1.SecretReference{Name: connectorName}},
		},
	}
	if _, err := harness.Connectors(t, admin).Connectors(b.namespace).Create(t.Context(), connector, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
}

// await waits until condition Ready has a status.
func (b browser) await(t *testing.T, want metav1.ConditionStatus) {
	t.Helper()
	connectors := harness.Connectors(t, stack.Admin(t)).Connectors(b.namespace)
	harness.Eventually(t, "condition Ready is "+string(want), func(ctx context.Context) error {
		found, err := connectors.Get(ctx, connectorName, metav1.GetOptions{})
		if err != nil {
			return err
		}
		for _, condition := range found.Status.Conditions {
			if condition.Type == v1alpha1.ConnectorReady && condition.Status == want {
				return nil
			}
		}
		return fmt.Errorf("%+v", found.Status.Conditions)
	})
}

// get asks for a path below connectors/api, and reads the answer, which has to have a code.
func (b browser) get(t *testing.T, code int, path string, into any) {
	t.Helper()
	client, err := rest.HTTPClientFor(b.config)
	if err != nil {
		t.Fatal(err)
	}
	u := b.config.Host + "/apis/connectors.alauda.io/v1alpha1/namespaces/" + b.namespace + "/connectors/" + connectorName + "/api" + path
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, u, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	if answer.StatusCode != code {
		t.Fatalf("GET %s: %s, want %d: %s", path, answer.Status, code, text)
	}
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatalf("GET %s: %v: %s", path, err, text)
	}
}

// list is the names of a list, and how many there are in all.
func (b browser) list(t *testing.T, path string) ([]string, int) {
	t.Helper()
	var answer struct {
		ListMeta struct {
			TotalItems int `json:"totalItems"`
		} `json:"listMeta"`
		Items []struct {
			Name string `json:"name"`
		} `json:"items"`
	}
	b.get(t, http.StatusOK, path, &answer)
	names := []string{}
	for _, item := range answer.Items {
		names = append(names, item.Name)
	}
	return names, answer.ListMeta.TotalItems
}

// refused is the Status with a code.
func (b browser) refused(t *testing.T, code int, path string) metav1.Status {
	t.Helper()
	var status metav1.Status
	b.get(t, code, path, &status)
	if status.Kind != "Status" || status.Status != metav1.StatusFailure || status.Code != int32(code) {
		t.Errorf("GET %s: %+v is no Status with code %d", path, status, code)
	}
	return status
}
