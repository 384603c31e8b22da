// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package audit_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	localstack "connectors.alauda.io/hack/local/stack"
	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

const (
	audience = "connectors-proxy"
	userRole = "connectors-connector-user-role"
	username = "robot"
	// answer is what the tool says.
	answer = "hello"
)

// tool is an HTTP server, a Connector to it, and an account that may use it.
type tool struct {
	server    *httptest.Server
	headers   sync.Map // of the last request for each path: the controller asks for one of its own
	password  string
	secret    *corev1.Secret
	connector *v1alpha1.Connector
	account   harness.Account
	token     string
}

func newTool(t *testing.T) *tool {
	t.Helper()
	tl := &tool{password: "canary-" + rand.Text()}
	tl.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		tl.headers.Store(r.URL.Path, r.Header)
		if r.URL.Path == "/broken" {
			panic(http.ErrAbortHandler)
		}
		// A tool that tells its secrets in its headers.
		w.Header().Set("X-Seen", r.Header.Get("Authorization"))
		_, _ = io.WriteString(w, answer)
	}))
	t.Cleanup(tl.server.Close)
	namespace := shared.stack.Namespace(t)
	tl.connect(t, namespace)
	tl.account = shared.stack.ServiceAccount(t, namespace, userRole)
	tl.token = tokenFor(t, tl.account)
	return tl
}

func (tl *tool) connect(t *testing.T, namespace string) {
	t.Helper()
	var err error
	tl.secret, err = harness.Kube(t, shared.stack.Admin(t)).CoreV1().Secrets(namespace).Create(t.Context(), &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Name: "password"}, Type: corev1.SecretTypeBasicAuth,
		StringData: map[string]string{"username": username, "password": tl.password},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	connectors := harness.Connectors(t, shared.stack.Admin(t)).Connectors(namespace)
	tl.connector, err = connectors.Create(t.Context(), &v1alpha1.Connector{
		ObjectMeta: metav1.ObjectMeta{Name: "tool"},
		Spec: v1alpha1.ConnectorSpec{
			ConnectorClassName: "git", Address: tl.server.URL,
			Auth: &v1alpha1.ConnectorAuth{Name: "basicAuth", SecretRef: &v1alpha1.SecretReference{Name: "password"}},
		},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	harness.Eventually(t, "the Connector has been looked at", func(ctx context.Context) error {
		got, err := connectors.Get(ctx, tl.connector.Name, metav1.GetOptions{})
		if err == nil && got.Status.ObservedGeneration == 0 {
			err = fmt.Errorf("%+v", got.Status)
		}
		return err
	})
}

// got is the header of the last request for a path.
func (tl *tool) got(t *testing.T, path string) http.Header {
	t.Helper()
	found, ok := tl.headers.Load(path)
	if !ok {
		t.Fatalf("the tool was not asked for %s", path)
	}
	return found.(http.Header)
}

func tokenFor(t *testing.T, account harness.Account) string {
	t.Helper()
	token, err := shared.stack.Cluster().ServiceAccountToken(t.Context(), account.Namespace, account.Name, time.Hour, audience)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// pathURL is the path form of the Connector's address at this machine.
func (tl *tool) pathURL() string {
	return localstack.ProxyEndpoint(shared.stack.Cluster()) + "/namespaces/" + tl.connector.Namespace + "/connectors/" + tl.connector.Name
}

// forwarding is a client that uses the forward proxy.
func (tl *tool) forwarding(t *testing.T) *http.Client {
	t.Helper()
	proxy, err := url.Parse(localstack.ProxyEndpoint(shared.stack.Cluster()))
	if err != nil {
		t.Fatal(err)
	}
	proxy.User = url.UserPassword(tl.connector.Namespace+"/"+tl.connector.Name, tl.token)
	transport := &http.Transport{Proxy: http.ProxyURL(proxy)}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

// ask sends a request and gives the code, 0 if there was no answer.
func ask(t *testing.T, client *http.Client, method, address string, headers map[string]string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader("body"))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range headers {
		request.Header.Set(name, value)
	}
	response, err := client.Do(request)
	if err != nil {
		return 0
	}
	defer func() { _ = response.Body.Close() }()
	_, _ = io.Copy(io.Discard, response.Body)
	return response.StatusCode
}
