// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package registry_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	localstack "connectors.alauda.io/hack/local/stack"
	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
	"connectors.alauda.io/test/registry"
	"connectors.alauda.io/test/registry/registrytest"
)

const (
	robot     = "robot"
	userRole  = "connectors-connector-user-role"
	tokenLife = time.Hour
	// connectorName is that of the Connector where there is one only.
	connectorName = "images"
)

// everything are the actions on repositories.
func everything() []string { return []string{"pull", "push", "delete", "*"} }

// tool is a registry with a token service, a Connector to it that is ready, and the token of an account that may use it.
type tool struct {
	tokens    *registry.TokenService
	blobs     *registry.Blobs
	address   string
	password  string
	namespace string
	token     string
}

// newTool makes one whose tokens live as long as said. Users are known beside robot, who may do everything.
func newTool(t *testing.T, life time.Duration, users map[string]registry.User) tool {
	t.Helper()
	tl := tool{password: rand.Text(), namespace: stack.Namespace(t)}
	all := map[string]registry.User{robot: {Password: tl.password, Rights: map[string][]string{"*": everything()}}}
	for name, user := range users {
		all[name] = user
	}
	var err error
	if tl.tokens, err = registry.StartTokenService(all, life); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(tl.tokens.Close)
	dir := t.TempDir()
	auth, err := tl.tokens.Auth(dir)
	if err != nil {
		t.Fatal(err)
	}
	tl.blobs = registry.StartBlobs(dir)
	t.Cleanup(tl.blobs.Close)
	// Another host to clients, for which ports do not make one.
	elsewhere := strings.Replace(tl.blobs.URL(), "127.0.0.1", "localhost", 1)
	tl.address = registrytest.Start(t, registry.Config{Dir: dir, Auth: auth, Blobs: elsewhere})
	tl.token = tokenFor(t, stack.ServiceAccount(t, tl.namespace, userRole))
	return tl
}

// newReadyTool has a Connector as well.
func newReadyTool(t *testing.T) tool {
	t.Helper()
	tl := newTool(t, 5*time.Minute, nil)
	tl.connect(t, connectorName, robot, tl.password)
	return tl
}

// connect makes a Connector to the registry and waits until it is ready.
func (tl tool) connect(t *testing.T, name, user, password string) *v1alpha1.Connector {
	t.Helper()
	return makeReady(t, tl.namespace, &v1alpha1.Connector{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Spec: v1alpha1.ConnectorSpec{
			ConnectorClassName: "oci", Address: tl.address,
			AddressExtensions: []v1alpha1.Param{{Name: "token-service", Value: v1alpha1.NewStringValue(tl.tokens.URL())}},
			Auth:              &v1alpha1.ConnectorAuth{Name: "tokenAuth", SecretRef: &v1alpha1.SecretReference{Name: name}},
		},
	}, v1alpha1.SecretTypeRegistryToken, user, password)
}

// makeReady makes a Connector and its Secret, and waits until it is ready.
func makeReady(t *testing.T, namespace string, connector *v1alpha1.Connector, secretType, user, password string) *v1alpha1.Connector {
	t.Helper()
	create(t, namespace, connector, secretType, user, password)
	return awaitReady(t, namespace, connector.Name)
}

func awaitReady(t *testing.T, namespace, name string) *v1alpha1.Connector {
	t.Helper()
	connectors := harness.Connectors(t, stack.Admin(t)).Connectors(namespace)
	var ready *v1alpha1.Connector
	harness.Eventually(t, "the Connector is ready", func(ctx context.Context) (err error) {
		if ready, err = connectors.Get(ctx, name, metav1.GetOptions{}); err != nil {
			return err
		}
		if condition := conditionOf(ready, v1alpha1.ConnectorReady); condition.Status != metav1.ConditionTrue {
			return fmt.Errorf("%+v", ready.Status.Conditions)
		}
		return nil
	})
	return ready
}

func create(t *testing.T, namespace string, connector *v1alpha1.Connector, secretType, user, password string) {
	t.Helper()
	secret := &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Name: connector.Name}, Type: corev1.SecretType(secretType),
		StringData: map[string]string{"username": user, "password": password},
	}
	if _, err := harness.Kube(t, stack.Admin(t)).CoreV1().Secrets(namespace).Create(t.Context(), secret, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	if _, err := harness.Connectors(t, stack.Admin(t)).Connectors(namespace).Create(t.Context(), connector, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
}

func conditionOf(connector *v1alpha1.Connector, conditionType v1alpha1.ConditionType) v1alpha1.Condition {
	for _, condition := range connector.Status.Conditions {
		if condition.Type == conditionType {
			return condition
		}
	}
	return v1alpha1.Condition{}
}

func tokenFor(t *testing.T, account harness.Account) string {
	t.Helper()
	token, err := stack.Cluster().ServiceAccountToken(t.Context(), account.Namespace, account.Name, tokenLife, "connectors-proxy")
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// proxyHost is the host and port of connectors-proxy at this machine.
func proxyHost(t *testing.T) string {
	t.Helper()
	endpoint, err := url.Parse(localstack.ProxyEndpoint(stack.Cluster()))
	if err != nil {
		t.Fatal(err)
	}
	return endpoint.Host
}

// image is the reference of a repository of the registry by a Connector's path.
func (tl tool) image(t *testing.T, connector, repository string) string {
	t.Helper()
	return proxyHost(t) + "/namespaces/" + tl.namespace + "/connectors/" + connector + "/" + repository
}

// expectLogWithout searches the log of connectors-proxy for credentials, and for the registry's tokens, which are the only
// ones that are signed in this way.
func (tl tool) expectLogWithout(t *testing.T, secrets ...string) {
	t.Helper()
	log, err := os.ReadFile(stack.Cluster().LogFile(harness.Proxy))
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range append(secrets, tl.token, tl.password, basic(robot, tl.password), "eyJhbGciOiJFUzI1Ni") {
		if strings.Contains(string(log), secret) {
			t.Errorf("the log of connectors-proxy holds %q", secret[:min(8, len(secret))]+"...")
		}
	}
}
