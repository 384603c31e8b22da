// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package e2e_test

import (
	"context"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/util/retry"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

// driver is the name of the CSI driver, of its DaemonSet and of its container.
const driver = "connectors-csi"

// addDriverArgs has the driver run with more arguments until the test ends.
func addDriverArgs(t *testing.T, args ...string) {
	t.Helper()
	changeDriver(t, func(container *corev1.Container) { container.Args = append(container.Args, args...) })
}

// changeDriver returns when the driver runs as change wants it, and has it run as before when the test ends.
func changeDriver(t *testing.T, change func(*corev1.Container)) {
	t.Helper()
	var before *corev1.Container
	rollDriver(t.Context(), t, func(container *corev1.Container) {
		before = container.DeepCopy()
		change(container)
	})
	t.Cleanup(func() {
		rollDriver(context.WithoutCancel(t.Context()), t, func(container *corev1.Container) { *container = *before })
	})
}

// rollDriver returns when the changed driver runs.
func rollDriver(ctx context.Context, t *testing.T, change func(*corev1.Container)) {
	t.Helper()
	daemons := harness.Kube(t, stack.Admin(t)).AppsV1().DaemonSets(v1alpha1.SystemNamespace)
	err := retry.RetryOnConflict(retry.DefaultBackoff, func() error {
		found, err := daemons.Get(ctx, driver, metav1.GetOptions{})
		if err != nil {
			return err
		}
		change(&found.Spec.Template.Spec.Containers[0])
		_, err = daemons.Update(ctx, found, metav1.UpdateOptions{})
		return err
	})
	if err != nil {
		t.Error(err)
	}
	run := stack.TryKubectl(ctx, "", "--namespace="+v1alpha1.SystemNamespace, "rollout", "status", "daemonset/"+driver, "--timeout="+afterFailures.String())
	if run.Err != nil {
		t.Errorf("%v: %s", run.Err, run.Stderr)
	}
}
