// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package e2e_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/test/integration/harness"
)

// The first example that users read, as they read it but for the image: the Pod comes before the right, waits, and says for
// what.
func TestQuickStart(t *testing.T) {
	t.Parallel()
	tm := team{metav1.NamespaceDefault}
	const pod = "csi-demo"
	apply(t, "class.yaml", "connector.yaml")
	stack.KubectlInput(t, read(t, "pod.yaml"), "create", "--filename=-")
	t.Cleanup(func() { remove(t, "pod.yaml") })

	tm.awaitEvent(t, pod, "code = PermissionDenied", `serviceaccount "default/default" may not get Connector "default/git-connector"`,
		"bind the ClusterRole connectors-connector-viewer-role to it in namespace \"default\"")
	tm.awaitCreating(t, pod)

	apply(t, "binding.yaml")
	tm.awaitReady(t, pod)
	// As in the example, but for a terminal.
	if got := stack.Kubectl(t, "exec", pod, "--", "cat", "/tmp/config/.gitconfig"); strings.TrimSpace(got) != "this is git config" {
		t.Errorf("the file holds %q", got)
	}
}

// awaitCreating returns when the container of a Pod is known to wait for the volume.
func (tm team) awaitCreating(t *testing.T, pod string) {
	t.Helper()
	pods := harness.Kube(t, stack.Admin(t)).CoreV1().Pods(tm.namespace)
	harness.Eventually(t, "Pod "+pod+" is ContainerCreating", func(ctx context.Context) error {
		found, err := pods.Get(ctx, pod, metav1.GetOptions{})
		if err != nil {
			return err
		}
		for _, status := range found.Status.ContainerStatuses {
			if waiting := status.State.Waiting; waiting != nil && waiting.Reason == "ContainerCreating" {
				return nil
			}
		}
		return fmt.Errorf("%s %+v", found.Status.Phase, found.Status.ContainerStatuses)
	})
}

func apply(t *testing.T, files ...string) {
	t.Helper()
	for _, file := range files {
		t.Cleanup(func() { remove(t, file) })
		if _, err := kubectl(t.Context(), read(t, file), "apply", "--filename=-"); err != nil {
			t.Fatal(err)
		}
	}
}

// remove is for the end of a test, when its context is over.
func remove(t *testing.T, file string) {
	t.Helper()
	_, err := kubectl(context.WithoutCancel(t.Context()), read(t, file), "delete", "--ignore-not-found", "--wait=false", "--filename=-")
	if err != nil {
		t.Error(err)
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	content, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
