// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	localstack "connectors.alauda.io/hack/local/stack"
	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/gitserver"
	"connectors.alauda.io/test/integration/harness"
)

const (
	audience   = "connectors-proxy"
	userRole   = "connectors-connector-user-role"
	repository = "org/repo.git"
	tokenLife  = time.Hour
	username   = "robot"
)

// tool is a Git server, a Connector to it that is ready, and an account that may use it.
type tool struct {
	server    *gitserver.Server
	password  string
	connector *v1alpha1.Connector
	account   harness.Account
	token     string
}

func newTool(t *testing.T, name string) tool {
	t.Helper()
	made := tool{password: rand.Text()}
	var err error
	made.server, err = gitserver.Start(gitserver.Config{Dir: t.TempDir(), Username: username, Password: made.password})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := made.server.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := made.server.CreateRepository(repository); err != nil {
		t.Fatal(err)
	}
	namespace := stack.Namespace(t)
	made.connector = made.connect(t, namespace, name)
	made.account = stack.ServiceAccount(t, namespace, userRole)
	made.token = tokenFor(t, made.account, audience)
	return made
}

// connect makes the Connector and waits until it is ready.
func (tl tool) connect(t *testing.T, namespace, name string) *v1alpha1.Connector {
	t.Helper()
	_, err := harness.Kube(t, stack.Admin(t)).CoreV1().Secrets(namespace).Create(t.Context(), &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Name: "password"}, Type: corev1.SecretTypeBasicAuth,
		StringData: map[string]string{"username": username, "password": tl.password},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	connectors := harness.Connectors(t, stack.Admin(t)).Connectors(namespace)
	_, err = connectors.Create(t.Context(), &v1alpha1.Connector{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Spec: v1alpha1.ConnectorSpec{
			ConnectorClassName: "git", Address: tl.server.URL(),
			Auth: &v1alpha1.ConnectorAuth{
				Name: "basicAuth", SecretRef: &v1alpha1.SecretReference{Name: "password"},
				Params: []v1alpha1.Param{{Name: "repository", Value: v1alpha1.NewStringValue(repository)}},
			},
		},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	var ready *v1alpha1.Connector
	harness.Eventually(t, "the Connector is ready", func(ctx context.Context) error {
		if ready, err = connectors.Get(ctx, name, metav1.GetOptions{}); err != nil {
			return err
		}
		for _, condition := range ready.Status.Conditions {
			if condition.Type == v1alpha1.ConnectorReady && condition.Status == metav1.ConditionTrue {
				return nil
			}
		}
		return fmt.Errorf("%+v", ready.Status.Conditions)
	})
	return ready
}

func tokenFor(t *testing.T, account harness.Account, audiences ...string) string {
	t.Helper()
	token, err := stack.Cluster().ServiceAccountToken(t.Context(), account.Namespace, account.Name, tokenLife, audiences...)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// pathURL is the path form of the Connector's address at this machine.
func (tl tool) pathURL() string {
	return localstack.ProxyEndpoint(stack.Cluster()) + "/namespaces/" + tl.connector.Namespace + "/connectors/" + tl.connector.Name
}

// host is the host of the proxy address in the status.
func (tl tool) host(t *testing.T) string {
	t.Helper()
	address, err := url.Parse(tl.connector.Status.Proxy.HTTPAddress.URL)
	if err != nil {
		t.Fatal(err)
	}
	return address.Host
}

const refs = "/" + repository + "/info/refs?service=git-upload-pack"

// ask sends a GET with a header and a Host, and gives code, header and body.
func ask(t *testing.T, address, host, authorization string) (*http.Response, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Host = host
	if authorization != "" {
		request.Header.Set("Authorization", authorization)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if err := response.Body.Close(); err != nil {
		t.Fatal(err)
	}
	return response, string(body)
}

func expectLogWithout(t *testing.T, secrets ...string) {
	t.Helper()
	log, err := os.ReadFile(stack.Cluster().LogFile(harness.Proxy))
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range secrets {
		if strings.Contains(string(log), secret) {
			t.Errorf("the log of connectors-proxy holds %q", secret[:min(8, len(secret))]+"...")
		}
	}
}
