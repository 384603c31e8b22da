// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package configurations_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/hack/local/cluster"
	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/csi/render"
	"connectors.alauda.io/pkg/target"
	"connectors.alauda.io/test/integration/harness"
)

const (
	userRole  = "connectors-connector-user-role"
	audience  = "connectors-proxy"
	tokenLife = time.Hour
)

// A team has a namespace, and a Pod whose account may use its Connectors.
type team struct {
	namespace string
	token     string
}

func newTeam(t *testing.T) team {
	t.Helper()
	namespace := stack.Namespace(t)
	account := stack.ServiceAccount(t, namespace, userRole)
	token, err := stack.Cluster().ServiceAccountToken(t.Context(), namespace, account.Name, tokenLife, audience)
	if err != nil {
		t.Fatal(err)
	}
	return team{namespace: namespace, token: token}
}

// secret makes a Secret and returns its name.
func (tm team) secret(t *testing.T, kind corev1.SecretType, data map[string]string) string {
	t.Helper()
	made, err := harness.Kube(t, stack.Admin(t)).CoreV1().Secrets(tm.namespace).Create(t.Context(), &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{GenerateName: "secret-"}, Type: kind, StringData: data,
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return made.Name
}

// connect makes a Connector, and returns it once it is ready.
func (tm team) connect(t *testing.T, spec v1alpha1.ConnectorSpec) *v1alpha1.Connector {
	t.Helper()
	connectors := harness.Connectors(t, stack.Admin(t)).Connectors(tm.namespace)
	made, err := connectors.Create(t.Context(),
		&v1alpha1.Connector{ObjectMeta: metav1.ObjectMeta{GenerateName: "tool-"}, Spec: spec}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	harness.Eventually(t, "the Connector is ready", func(ctx context.Context) error {
		if made, err = connectors.Get(ctx, made.Name, metav1.GetOptions{}); err != nil {
			return err
		}
		if proxy := made.Status.Proxy; proxy != nil && proxy.HTTPAddress.CACerts == "" {
			return errors.New("the status has no authority of the proxy yet")
		}
		for _, condition := range made.Status.Conditions {
			if condition.Type == v1alpha1.ConnectorReady && condition.Status == metav1.ConditionTrue {
				return nil
			}
		}
		return fmt.Errorf("%+v", made.Status.Conditions)
	})
	if made.Status.Proxy != nil {
		tm.awaitProxy(t, made.Name)
	}
	return made
}

// awaitProxy waits until connectors-proxy can use a Connector that is ready: of its class, and of which authorities are trusted,
// it learns on its own.
func (tm team) awaitProxy(t *testing.T, connector string) {
	t.Helper()
	url := endpoint(t).JoinPath("namespaces", tm.namespace, "connectors", connector, "/").String()
	harness.Eventually(t, "the proxy can use the Connector", func(ctx context.Context) error {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
		if err != nil {
			return err
		}
		request.Header.Set("Authorization", "Bearer "+tm.token)
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			return err
		}
		if answer.StatusCode == http.StatusConflict || answer.StatusCode >= http.StatusInternalServerError {
			err = errors.New(answer.Status)
		}
		return errors.Join(err, answer.Body.Close())
	})
}

// atThisMachine is the Connector with a proxy address that this machine can resolve, for clients that use it as a forward proxy.
func atThisMachine(t *testing.T, connector *v1alpha1.Connector) *v1alpha1.Connector {
	t.Helper()
	moved := connector.DeepCopy()
	moved.Status.Proxy.HTTPAddress.URL = endpoint(t).String()
	return moved
}

// A volume is what is mounted into the Pod.
type volume struct {
	configurations []string
	params         map[string]map[string]string
	systemCAs      string
}

// mount renders a volume for the Pod and returns its directory.
func (tm team) mount(t *testing.T, connector *v1alpha1.Connector, v volume) string {
	t.Helper()
	class, err := harness.Connectors(t, stack.Admin(t)).ConnectorClasses().
		Get(t.Context(), connector.Spec.ConnectorClassName, metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	files, err := render.Compile(class.Spec.Configurations).Render(t.Context(), render.Input{
		Connector: connector, Names: v.configurations, Params: v.params,
		Token: target.NewCredential(tm.token), SystemCAs: v.systemCAs,
	})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content.Reveal()), 0o400); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func read(t *testing.T, path ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// root is the directory of the repository.
func root(t *testing.T) string {
	t.Helper()
	dir, err := cluster.FindRoot()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}
