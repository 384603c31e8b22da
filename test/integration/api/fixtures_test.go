// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	connectorsclient "connectors.alauda.io/pkg/generated/clientset/versioned/typed/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

const (
	groupVersion = "connectors.alauda.io/v1alpha1"
	groupPath    = "/apis/" + groupVersion
)

// absentClass is a class that no test creates: a Connector of it is held to the rules of syntax only.
const absentClass = "absent"

// newConnector returns a good Connector, which differs as the changes say.
func newConnector(name string, changes ...func(*v1alpha1.Connector)) *v1alpha1.Connector {
	c := &v1alpha1.Connector{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Spec:       v1alpha1.ConnectorSpec{ConnectorClassName: absentClass, Address: "https://tool.example.com"},
	}
	for _, change := range changes {
		change(c)
	}
	return c
}

// connectorsIn returns a client of the Connectors of a new namespace, and the namespace.
func connectorsIn(t *testing.T, config *rest.Config) (connectorsclient.ConnectorInterface, string) {
	t.Helper()
	namespace := stack.Namespace(t)
	return harness.Connectors(t, config).Connectors(namespace), namespace
}

func mustCreate(t *testing.T, client connectorsclient.ConnectorInterface, c *v1alpha1.Connector) *v1alpha1.Connector {
	t.Helper()
	made, err := client.Create(t.Context(), c, metav1.CreateOptions{})
	if err != nil {
		t.Fatalf("creating Connector %s%s: %v", c.Name, c.GenerateName, err)
	}
	return made
}

func mustGet(t *testing.T, client connectorsclient.ConnectorInterface, name string) *v1alpha1.Connector {
	t.Helper()
	c, err := client.Get(t.Context(), name, metav1.GetOptions{})
	if err != nil {
		t.Fatalf("reading Connector %s: %v", name, err)
	}
	return c
}

// mustCreateClass makes a class, which is deleted with the test.
func mustCreateClass(t *testing.T, class *v1alpha1.ConnectorClass) *v1alpha1.ConnectorClass {
	t.Helper()
	classes := harness.Connectors(t, stack.Admin(t)).ConnectorClasses()
	made, err := classes.Create(t.Context(), class, metav1.CreateOptions{})
	if err != nil {
		t.Fatalf("creating ConnectorClass %s: %v", class.Name, err)
	}
	t.Cleanup(func() {
		err := classes.Delete(context.WithoutCancel(t.Context()), made.Name, metav1.DeleteOptions{})
		if err != nil && !apierrors.IsNotFound(err) {
			t.Errorf("deleting ConnectorClass %s: %v", made.Name, err)
		}
	})
	return made
}

// An answer is what came back over the wire.
type answer struct {
	code   int
	header http.Header
	body   []byte
}

// status is the body as metav1.Status.
func (a answer) status(t *testing.T) metav1.Status {
	t.Helper()
	var status metav1.Status
	if err := json.Unmarshal(a.body, &status); err != nil || status.Kind != "Status" {
		t.Fatalf("answer %d is no Status (%v): %.500s", a.code, err, a.body)
	}
	return status
}

// send sends one request as it is, without the help of a client library.
func send(t *testing.T, config *rest.Config, method, path string, header map[string]string, body []byte) answer {
	t.Helper()
	client, err := rest.HTTPClientFor(config)
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(t.Context(), method, config.Host+path, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range header {
		request.Header.Set(name, value)
	}
	response, err := client.Do(request)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatalf("%s %s: reading the answer: %v", method, path, err)
	}
	return answer{code: response.StatusCode, header: response.Header, body: content}
}

func contentType(of string) map[string]string { return map[string]string{"Content-Type": of} }

func connectorsPath(namespace string) string {
	return fmt.Sprintf("%s/namespaces/%s/connectors", groupPath, namespace)
}

func connectorPath(namespace, name string) string { return connectorsPath(namespace) + "/" + name }

// inJSON returns the wire form of an object.
func inJSON(t *testing.T, object any) []byte {
	t.Helper()
	content, err := json.Marshal(object)
	if err != nil {
		t.Fatal(err)
	}
	return content
}
