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

	"connectors.alauda.io/hack/local/cluster"
	"connectors.alauda.io/hack/local/node"
	localstack "connectors.alauda.io/hack/local/stack"
	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

// Whatever ends while fifty Pods run and others start: none that runs loses a file or reads a torn one, those that start do so with
// all files, and renewals go on.
func TestPodsRunThroughFaults(t *testing.T) {
	const many, more = 50, 5
	f := newFleet(t, "first")
	f.launchWatchers(t, many)
	began := time.Now()
	f.await(t, afterFailures, "all Pods run", running)
	t.Logf("%d Pods run after %.1f s", many, time.Since(began).Seconds())
	for _, fault := range []struct {
		name   string
		happen func(*testing.T)
	}{
		{"driver is killed", killDriver},
		{"Pod of the driver is deleted", deleteDriver},
		{"driver is upgraded and downgraded", func(t *testing.T) { addDriverArgs(t, "--v=2") }},
		{"kubelet is killed", killKubelet},
		{"API servers are away", takeAPIServersAway},
	} {
		t.Run(fault.name, func(t *testing.T) {
			f.set(t, fault.name)
			f.awaitSome(t, fault.name)
			f.launchWatchers(t, more)
			began := time.Now()
			fault.happen(t)
			happened := time.Since(began)
			f.await(t, afterFailures, "all Pods run with new files", func(pod *corev1.Pod) error {
				if err := running(pod); err != nil {
					return err
				}
				return hasContent(pod, fault.name)
			})
			t.Logf("it took %.1f s, and all was well after %.1f s", happened.Seconds(), time.Since(began).Seconds())
		})
	}
	f.set(t, last)
	f.await(t, afterFailures, "all Pods have seen the last files", succeeded)
}

// awaitSome returns while files are being renewed: some Pods have the new ones.
func (f *fleet) awaitSome(t *testing.T, content string) {
	t.Helper()
	await(t, twoRepublishes, "a Pod has new files", func(ctx context.Context) error {
		found, err := f.pods.List(ctx, metav1.ListOptions{})
		if err != nil {
			return err
		}
		for i := range found.Items {
			if err = hasContent(&found.Items[i], content); err == nil {
				return nil
			}
		}
		return err
	})
}

func killDriver(t *testing.T) {
	if err := node.KillContainer(t.Context(), stack.Cluster(), driverPod(t).Status.ContainerStatuses[0].ContainerID); err != nil {
		t.Fatal(err)
	}
}

func deleteDriver(t *testing.T) {
	pods := harness.Kube(t, stack.Admin(t)).CoreV1().Pods(v1alpha1.SystemNamespace)
	if err := pods.Delete(t.Context(), driverPod(t).Name, metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
}

func killKubelet(t *testing.T) {
	stack.Kill(t, node.Kubelet)
	stack.Restart(t, node.Kubelet)
}

// takeAPIServersAway ends our API server, then the kube-apiserver, each until the driver could not renew.
func takeAPIServersAway(t *testing.T) {
	pod := driverPod(t)
	scale(t, localstack.APIServer, 0)
	await(t, afterFailures, "no volume can be renewed", func(ctx context.Context) error {
		got, err := figuresOf(ctx, pod)
		if err == nil && got.failing < got.volumes {
			err = fmt.Errorf("%+v", got)
		}
		return err
	})
	stack.Kill(t, cluster.KubeAPIServer)
	before := mustFigures(t, pod)
	await(t, afterFailures, "the driver tries again", func(ctx context.Context) error {
		got, err := figuresOf(ctx, pod)
		if err == nil && got.failures == before.failures {
			err = fmt.Errorf("%+v, before %+v", got, before)
		}
		return err
	})
	stack.Restart(t, cluster.KubeAPIServer)
	scale(t, localstack.APIServer, 1)
}

func scale(t *testing.T, deployment string, replicas int) {
	t.Helper()
	stack.Kubectl(t, "--namespace="+v1alpha1.SystemNamespace, "scale", "deployment/"+deployment, fmt.Sprintf("--replicas=%d", replicas))
}
