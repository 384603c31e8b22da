// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package callers_test

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	localstack "connectors.alauda.io/hack/local/stack"
	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

const userRole = "connectors-connector-user-role"

// room is a namespace with a tool, a Connector to it that is ready, and an account that may use it.
type room struct {
	namespace string
	account   harness.Account
	url       string
	client    *http.Client

	mu   sync.Mutex
	sent []string
}

func newRoom(t *testing.T) *room {
	t.Helper()
	tool := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if sent := r.Header.Values("Authorization"); len(sent) > 0 {
			t.Errorf("the tool was sent %d Authorization headers", len(sent))
		}
		_, _ = io.WriteString(w, r.URL.Path)
	}))
	t.Cleanup(tool.Close)
	r := &room{namespace: stack.Namespace(t)}
	const connector = "tool"
	connectors := harness.Connectors(t, stack.Admin(t)).Connectors(r.namespace)
	_, err := connectors.Create(t.Context(), &v1alpha1.Connector{
		ObjectMeta: metav1.ObjectMeta{Name: connector},
		Spec:       v1alpha1.ConnectorSpec{ConnectorClassName: "git", Address: tool.URL},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	harness.Eventually(t, "the Connector is ready", func(ctx context.Context) error {
		made, err := connectors.Get(ctx, connector, metav1.GetOptions{})
		if err != nil {
			return err
		}
		for _, condition := range made.Status.Conditions {
			if condition.Type == v1alpha1.ConnectorReady && condition.Status == metav1.ConditionTrue {
				return nil
			}
		}
		return fmt.Errorf("%+v", made.Status.Conditions)
	})
	r.account = stack.ServiceAccount(t, r.namespace, userRole)
	r.url = localstack.ProxyEndpoint(stack.Cluster()) + "/namespaces/" + r.namespace + "/connectors/" + connector
	const atOnce = 600
	r.client = &http.Client{Transport: &http.Transport{
		MaxConnsPerHost: atOnce, MaxIdleConnsPerHost: atOnce,
		// Whose certificate it is matters to callers, who are not what is tested here.
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true},
	}}
	t.Cleanup(r.client.CloseIdleConnections)
	t.Cleanup(func() { r.expectNoTokenInLog(t) })
	return r
}
