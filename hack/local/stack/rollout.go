// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package stack

import (
	"context"
	"errors"
	"fmt"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/kubernetes"

	"connectors.alauda.io/hack/local/cluster"
	"connectors.alauda.io/hack/local/node"
)

const (
	podPatience = 10 * time.Minute // for a machine that is busy with other tests
	podPause    = 100 * time.Millisecond
)

// awaitPods returns when every workload of the system namespaces is rolled out, and its Pods have become ready since the node
// was started: right after that, their statuses are those of before.
func awaitPods(ctx context.Context, c *cluster.Cluster) error {
	booted, err := node.Booted(c)
	if err != nil {
		return err
	}
	config, err := c.RESTConfig()
	if err != nil {
		return err
	}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	var last error
	err = wait.PollUntilContextTimeout(ctx, podPause, podPatience, true, func(ctx context.Context) (bool, error) {
		var err error
		for _, namespace := range []string{metav1.NamespaceSystem, SystemNamespace} {
			err = errors.Join(err, rolledOut(ctx, client, namespace, booted))
		}
		// What the deadline cuts short says nothing about the Pods.
		if err == nil || last == nil || !errors.Is(err, context.DeadlineExceeded) {
			last = err
		}
		return err == nil, nil
	})
	if err != nil {
		return fmt.Errorf("a Pod does not become ready: %w", errors.Join(last, err))
	}
	return nil
}

func rolledOut(ctx context.Context, client kubernetes.Interface, namespace string, booted time.Time) error {
	deployments, err := client.AppsV1().Deployments(namespace).List(ctx, metav1.ListOptions{})
	if err != nil {
		return err
	}
	for _, deployment := range deployments.Items {
		err = errors.Join(err, deploymentDone(&deployment))
	}
	daemons, listErr := client.AppsV1().DaemonSets(namespace).List(ctx, metav1.ListOptions{})
	if listErr != nil {
		return listErr
	}
	for _, daemon := range daemons.Items {
		err = errors.Join(err, daemonDone(&daemon))
	}
	pods, listErr := client.CoreV1().Pods(namespace).List(ctx, metav1.ListOptions{})
	if listErr != nil {
		return listErr
	}
	for _, pod := range pods.Items {
		err = errors.Join(err, podReady(&pod, booted))
	}
	return err
}

func deploymentDone(d *appsv1.Deployment) error {
	s := d.Status
	if s.ObservedGeneration >= d.Generation && d.Spec.Replicas != nil && s.UpdatedReplicas == *d.Spec.Replicas &&
		s.Replicas == s.UpdatedReplicas && s.AvailableReplicas == s.UpdatedReplicas {
		return nil
	}
	return fmt.Errorf("deployment %s: %d of %d replicas are up to date and available", d.Name, s.AvailableReplicas, s.Replicas)
}

func daemonDone(d *appsv1.DaemonSet) error {
	s := d.Status
	if s.ObservedGeneration >= d.Generation && s.DesiredNumberScheduled > 0 &&
		s.UpdatedNumberScheduled == s.DesiredNumberScheduled && s.NumberAvailable == s.DesiredNumberScheduled {
		return nil
	}
	return fmt.Errorf("daemon set %s: %d of %d Pods are available", d.Name, s.NumberAvailable, s.DesiredNumberScheduled)
}

// podReady looks at the containers too: what a Pod says of itself is from before the boot until the kubelet has looked at it.
func podReady(pod *corev1.Pod, booted time.Time) error {
	if pod.DeletionTimestamp != nil {
		return nil
	}
	for _, container := range pod.Status.ContainerStatuses {
		if waiting := container.State.Waiting; waiting != nil {
			return fmt.Errorf("pod %s: %s: %s", pod.Name, waiting.Reason, waiting.Message)
		}
		// Times of the API are whole seconds.
		if running := container.State.Running; running == nil || running.StartedAt.Add(time.Second).Before(booted) || !container.Ready {
			return fmt.Errorf("pod %s: container %s is not ready", pod.Name, container.Name)
		}
	}
	if len(pod.Status.ContainerStatuses) == 0 {
		return fmt.Errorf("pod %s: %s, without containers", pod.Name, pod.Status.Phase)
	}
	return nil
}
