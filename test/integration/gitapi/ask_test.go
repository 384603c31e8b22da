// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gitapi_test

import (
	"encoding/json"
	"errors"
	"net/url"
	"strings"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/client-go/rest"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

// references is the answer of /git/refs.
type references struct {
	ListMeta struct {
		TotalItems int `json:"totalItems"`
	} `json:"listMeta"`
	Items []reference `json:"items"`
}

type reference struct {
	Name     string `json:"name"`
	Ref      string `json:"ref"`
	Type     string `json:"type"`
	Revision string `json:"revision"`
	Peeled   string `json:"peeled"`
	Default  bool   `json:"default"`
}

// names are the full names, one after the other.
func (r references) names() string {
	var all []string
	for _, item := range r.Items {
		all = append(all, item.Ref)
	}
	return strings.Join(all, " ")
}

// apiPath is what the status of the Connector says, sooner or later.
func apiPath(connector *v1alpha1.Connector) string {
	return "/apis/connectors.alauda.io/v1alpha1/namespaces/" + connector.Namespace + "/connectors/" + connector.Name + "/api"
}

// ask asks below the path of the Connector.
func ask(t *testing.T, as *rest.Config, connector *v1alpha1.Connector, path, query string) ([]byte, error) {
	t.Helper()
	parameters, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	request := harness.Kube(t, as).CoreV1().RESTClient().Get().AbsPath(apiPath(connector) + path)
	for name, values := range parameters {
		request = request.Param(name, values[0])
	}
	result := request.Do(t.Context())
	// Error reads the Status in an answer, which Raw does not.
	if err := result.Error(); err != nil {
		return nil, err
	}
	return result.Raw()
}

func list(t *testing.T, connector *v1alpha1.Connector, query string) (references, error) {
	t.Helper()
	text, err := ask(t, stack.Admin(t), connector, "/git/refs", query)
	if err != nil {
		return references{}, err
	}
	var answer references
	if err := json.Unmarshal(text, &answer); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return answer, nil
}

// expectStatus wants a Status of ours with a code and a text in its message.
func expectStatus(t *testing.T, err error, code int32, text string) {
	t.Helper()
	var status *apierrors.StatusError
	if !errors.As(err, &status) || status.ErrStatus.Code != code || !strings.Contains(status.ErrStatus.Message, text) {
		t.Errorf("error %+v, want a Status with code %d and %q", err, code, text)
	}
}
