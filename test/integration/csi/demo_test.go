// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package csi_test

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/test/integration/harness"
)

// demoClass and demoConnector are those of the documentation of the driver.
const (
	demoClass = `
apiVersion: connectors.alauda.io/v1alpha1
kind: ConnectorClass
metadata:
  name: my-git
spec:
  address:
    type: string
  configurations:
  - name: config
    data:
      .gitconfig: |
        this is git config
`
	demoConnector = `
apiVersion: connectors.alauda.io/v1alpha1
kind: Connector
metadata:
  name: git-connector
spec:
  address: https://github.com
  connectorClassName: my-git
`
	viewer = "connectors-connector-viewer-role"
)

// demo applies class and Connector, and gives an account of the namespace with these roles.
func demo(t *testing.T, roles ...string) harness.Account {
	t.Helper()
	namespace := stack.Namespace(t)
	stack.KubectlInput(t, demoClass, "apply", "-f", "-")
	stack.KubectlInput(t, demoConnector, "apply", "-n", namespace, "-f", "-")
	return stack.ServiceAccount(t, namespace, roles...)
}

func demoAttributes(account harness.Account) map[string]string {
	return map[string]string{
		"connector.name": "git-connector", "connector.namespace": account.Namespace, "configuration.names": "config",
	}
}

func TestDemo(t *testing.T) {
	k := newKubelet(t)
	account := demo(t)
	v := k.newVolume(t, account, demoAttributes(account))

	var err error
	harness.Eventually(t, "the Pod is told what is wrong", func(ctx context.Context) error {
		if err = k.publish(ctx, v); status.Code(err) == codes.Unavailable {
			return err
		}
		return nil
	})
	want := fmt.Sprintf(`serviceaccount "%s/%s" may not get Connector "%s/git-connector": bind the ClusterRole %s to it in namespace %q`,
		account.Namespace, account.Name, account.Namespace, viewer, account.Namespace)
	if said := status.Convert(err); said.Code() != codes.PermissionDenied || said.Message() != want {
		t.Fatalf("before the account may: %s: %s, want %s", said.Code(), said.Message(), want)
	}

	stack.Bind(t, account, viewer)
	k.awaitFile(t, v, ".gitconfig", "this is git config\n")

	stack.KubectlInput(t, strings.Replace(demoClass, "this is git config", "this is {{ .connector.spec.address }}", 1), "apply", "-f", "-")
	k.awaitFile(t, v, ".gitconfig", "this is https://github.com\n")

	connectors := harness.Connectors(t, stack.Admin(t)).Connectors(account.Namespace)
	if err := connectors.Delete(t.Context(), "git-connector", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	harness.Eventually(t, "the volume cannot be renewed", func(ctx context.Context) error {
		if err := k.publish(ctx, v); status.Code(err) != codes.Unavailable || !strings.Contains(err.Error(), "does not exist") {
			return fmt.Errorf("answer %w", err)
		}
		return nil
	})
	v.mustRead(t, ".gitconfig")
	for range 2 {
		if err := k.unpublish(t.Context(), v); err != nil {
			t.Error(err)
		}
	}
}

// While the API server is away files stay, and what the Pod is told holds no address.
func TestAPIServerIsAway(t *testing.T) {
	k := newKubelet(t)
	account := demo(t, viewer)
	v, late := k.newVolume(t, account, demoAttributes(account)), k.newVolume(t, account, demoAttributes(account))
	harness.Eventually(t, "the volume is mounted", func(ctx context.Context) error { return k.publish(ctx, v) })
	stack.Kill(t, harness.KubeAPIServer)
	t.Cleanup(func() {
		if t.Failed() {
			stack.Restart(t, harness.KubeAPIServer)
		}
	})
	address := regexp.MustCompile(`\d+\.\d+\.\d+\.\d+|https?://`)
	for _, volume := range []volume{v, late} {
		err := k.publish(t.Context(), volume)
		if status.Code(err) != codes.Unavailable || address.MatchString(err.Error()) {
			t.Errorf("the Pod is told: %v", err)
		}
	}
	v.mustRead(t, ".gitconfig")
	stack.Restart(t, harness.KubeAPIServer)
	for _, volume := range []volume{v, late} {
		harness.Eventually(t, "the volume is mounted", func(ctx context.Context) error { return k.publish(ctx, volume) })
		volume.mustRead(t, ".gitconfig")
		if err := k.unpublish(t.Context(), volume); err != nil {
			t.Error(err)
		}
	}
}
