// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package faults

import (
	"context"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

// browsed is a Connector to a tool whose class has an API, and which needs no controller to be used.
type browsed struct {
	stack           *harness.Stack
	namespace, name string
}

func newBrowsed(t *testing.T, s *harness.Stack, namespace string) browsed {
	t.Helper()
	answer := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte("{}"))
	})
	tool, api := httptest.NewServer(answer), httptest.NewTLSServer(answer)
	t.Cleanup(tool.Close)
	t.Cleanup(api.Close)
	client := harness.Connectors(t, s.Direct(t))
	class, err := client.ConnectorClasses().Create(t.Context(), &v1alpha1.ConnectorClass{
		ObjectMeta: metav1.ObjectMeta{Name: namespace},
		Spec: v1alpha1.ConnectorClassSpec{API: &v1alpha1.ConnectorClassAPI{
			URI:     api.URL,
			OpenAPI: &v1alpha1.JSONValue{Raw: []byte(`{"openapi":"3.1.0","paths":{"/class":{"get":{"x-provider-type":"api"}}}}`)},
		}},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	authority := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: api.Certificate().Raw})
	class.Status.API = &v1alpha1.ConnectorClassAPIStatus{Address: &v1alpha1.Addressable{URL: api.URL, CACerts: string(authority)}}
	if _, err := client.ConnectorClasses().UpdateStatus(t.Context(), class, metav1.UpdateOptions{}); err != nil {
		t.Fatal(err)
	}
	connector := newConnector("browsed")
	connector.Spec = v1alpha1.ConnectorSpec{ConnectorClassName: class.Name, Address: tool.URL}
	if _, err := client.Connectors(namespace).Create(t.Context(), connector, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	return browsed{stack: s, namespace: namespace, name: connector.Name}
}

// use asks the tool, and the class API, in every way that a subresource has.
func (b browsed) use(ctx context.Context, t *testing.T) error {
	t.Helper()
	client := harness.Connectors(t, b.stack.Direct(t)).RESTClient()
	for _, path := range []string{"proxy/tool", "api/tool", "api/class"} {
		err := client.Get().Namespace(b.namespace).Resource("connectors").Name(b.name).Suffix(path).Do(ctx).Error()
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	return nil
}
