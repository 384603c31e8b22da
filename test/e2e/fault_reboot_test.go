// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package e2e_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/utils/ptr"

	"connectors.alauda.io/hack/local/node"
	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

// The plug of the node is pulled. When it is back Pods have their files again, and of one that was deleted meanwhile nothing is left.
func TestReboot(t *testing.T) {
	const many = 10
	f := newFleet(t, "before")
	f.launch(t, many, func() *corev1.Pod {
		p := f.watcher(t)
		p.Spec.RestartPolicy = corev1.RestartPolicyAlways
		return p
	})
	f.await(t, afterFailures, "all Pods run", running)
	gone, err := f.pods.Get(t.Context(), "pod-1", metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}

	// Without its kubelet the node does not learn of the deletion before it is up again.
	stack.Kill(t, node.Kubelet)
	at := metav1.DeleteOptions{GracePeriodSeconds: ptr.To[int64](0)}
	if err := f.pods.Delete(t.Context(), gone.Name, at); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	if err := node.Reboot(t.Context(), stack.Cluster()); err != nil {
		t.Fatal(err)
	}
	t.Logf("the node is back after %.1f s", time.Since(began).Seconds())
	awaitSystem(t)
	t.Logf("Connectors is back after %.1f s", time.Since(began).Seconds())
	f.set(t, "after")
	f.await(t, afterFailures, "all Pods run again with new files", func(pod *corev1.Pod) error {
		if err := runningAgain(pod); err != nil {
			return err
		}
		return hasContent(pod, "after")
	})
	t.Logf("all Pods are back after %.1f s", time.Since(began).Seconds())
	kube := harness.Kube(t, stack.Admin(t))
	await(t, afterFailures, "nothing is left of the deleted Pod", func(ctx context.Context) error { return leftovers(ctx, kube) })
	mounted, err := ourMounts()
	if err != nil {
		t.Fatal(err)
	}
	for pod, mounts := range mounted {
		if mounts > 1 {
			t.Errorf("Pod %s has %d mounts for one volume", pod, mounts)
		}
	}
}

// runningAgain says whether a Pod is ready with containers that were started since the node was.
func runningAgain(pod *corev1.Pod) error {
	booted, err := node.Booted(stack.Cluster())
	if err != nil {
		return err
	}
	for _, container := range pod.Status.ContainerStatuses {
		// Times of the API are whole seconds.
		if now := container.State.Running; now == nil || now.StartedAt.Add(time.Second).Before(booted) {
			return fmt.Errorf("pod %s: container %s is %+v", pod.Name, container.Name, container.State)
		}
	}
	return running(pod)
}

// awaitSystem returns when Connectors serves again after a boot.
func awaitSystem(t *testing.T) {
	t.Helper()
	kube, connectors := harness.Kube(t, stack.Admin(t)), harness.Connectors(t, stack.Admin(t))
	await(t, afterFailures, "all servers run again", func(ctx context.Context) error {
		for _, namespace := range []string{metav1.NamespaceSystem, v1alpha1.SystemNamespace} {
			found, err := kube.CoreV1().Pods(namespace).List(ctx, metav1.ListOptions{})
			if err != nil {
				return err
			}
			for i := range found.Items {
				if err := runningAgain(&found.Items[i]); err != nil {
					return err
				}
			}
		}
		_, err := connectors.ConnectorClasses().List(ctx, metav1.ListOptions{})
		return err
	})
}
