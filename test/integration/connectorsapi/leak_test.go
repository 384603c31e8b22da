// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connectorsapi_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"k8s.io/client-go/kubernetes"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

// echoing tells in every way what it was sent, all of it but for the body of a success.
func echoing(code int, password string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		told := r.Header.Get("X-Plugin-Secret") + r.Header.Get("Authorization")
		for _, name := range []string{"X-Echo", "Set-Cookie", "Etag", "Retry-After", "Warning"} {
			w.Header().Set(name, password+told)
		}
		if code >= 300 && code <= 399 {
			w.Header().Set("Location", "/"+password+"?secret="+told)
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(code)
		_, _ = fmt.Fprintf(w, `{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"NotFound","message":"%s %s","code":%d}`,
			password, told, code)
	}
}

// A credential is in no answer, log, Event, status or metric, whatever a class API does with it.
func TestNoCredentialIsTold(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	ca := harness.NewAuthority(t)
	api, tool := newTLSServer(t, "api", ca), newServer(t, "tool")
	class := r.newClass(t, v1alpha1.ConnectorClassAPI{URI: api.URL, CACerts: ca.PEM, OpenAPI: describe(t, map[string]map[string]operation{
		"/{case}": get("api", ""),
	})})
	var traces []string
	for i, code := range []int{http.StatusFound, http.StatusBadRequest, http.StatusUnauthorized, http.StatusNotFound, http.StatusInternalServerError} {
		password := newCredential()
		c := r.newConnector(t, v1alpha1.ConnectorSpec{ConnectorClassName: class, Address: tool.URL, Auth: r.withSecret(t, password)})
		path := fmt.Sprintf("/case-%d", i)
		api.answer(path, echoing(code, password))
		r.eachWay(t, func(t *testing.T, by way) {
			got := r.send(t, by, c, call{rest: path})
			secret := api.last(t).Header.Get("X-Plugin-Secret")
			if !holds(secret, password) {
				t.Fatal("the credential did not reach the class API: the test would find nothing")
			}
			traces = append(traces, password, base64.StdEncoding.EncodeToString([]byte(password)), secret)
			expectNone(t, "the answer", fmt.Appendf(nil, "%v %s", got.Header, got.body), traces)
		})
		r.expectSaid(t, direct(t), c, call{rest: "/of/the/tool"}, tool)
		traces = append(traces, strings.TrimPrefix(tool.last(t).Header.Get("Authorization"), "Basic "))
	}
	for place, text := range places(t) {
		if len(text) == 0 {
			t.Errorf("there is nothing in %s", place)
		}
		expectNone(t, place, text, traces)
	}
}

func expectNone(t *testing.T, place string, text []byte, traces []string) {
	t.Helper()
	for _, trace := range traces {
		if at := bytes.Index(text, []byte(trace)); at >= 0 {
			t.Errorf("%s holds a credential: ...%s...", place, text[max(0, at-200):min(len(text), at+200)])
		}
	}
}

// places are all where a credential might show.
func places(t *testing.T) map[string][]byte {
	t.Helper()
	client, err := kubernetes.NewForConfig(stack.Direct(t))
	if err != nil {
		t.Fatal(err)
	}
	metrics, err := client.RESTClient().Get().AbsPath("/metrics").DoRaw(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	found := map[string][]byte{
		"the Connectors": []byte(stack.Kubectl(t, "get", "connectors,connectorclasses", "-A", "-o", "yaml", "--show-managed-fields")),
		"the Events":     []byte(stack.Kubectl(t, "get", "events", "-A", "-o", "yaml")),
		"the metrics":    metrics,
	}
	for _, part := range []string{harness.Controller, harness.APIServer, harness.KubeAPIServer} {
		if found["the log of "+part], err = os.ReadFile(stack.Cluster().LogFile(part)); err != nil {
			t.Fatal(err)
		}
	}
	return found
}
