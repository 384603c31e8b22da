// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package e2e_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"
)

// await returns when every Pod of the fleet is as it should be.
func (f *fleet) await(t *testing.T, limit time.Duration, what string, is func(*corev1.Pod) error) {
	t.Helper()
	await(t, limit, what, func(ctx context.Context) error { return f.every(ctx, t, is) })
}

// every says which Pods of the fleet are not as they should be. That a container has missed something ends the test.
func (f *fleet) every(ctx context.Context, t *testing.T, is func(*corev1.Pod) error) error {
	t.Helper()
	found, err := f.pods.List(ctx, metav1.ListOptions{})
	if err != nil {
		return err
	}
	var wrong []error
	for i := range found.Items {
		if err := failed(&found.Items[i]); err != nil {
			t.Fatal(err)
		}
		if err := is(&found.Items[i]); err != nil {
			wrong = append(wrong, err)
		}
	}
	if len(wrong) > 0 {
		return fmt.Errorf("%d of %d Pods: %w", len(wrong), len(found.Items), wrong[0])
	}
	return nil
}

// failed says what a container has missed.
func failed(pod *corev1.Pod) error {
	for _, container := range pod.Status.ContainerStatuses {
		for _, state := range []corev1.ContainerState{container.State, container.LastTerminationState} {
			if ended := state.Terminated; ended != nil && ended.ExitCode == missed {
				return fmt.Errorf("pod %s: %s", pod.Name, ended.Message)
			}
		}
	}
	return nil
}

// missed is the code with which a script says that its files are not as they should be.
const missed = 42

func running(pod *corev1.Pod) error {
	for _, condition := range pod.Status.Conditions {
		if condition.Type == corev1.PodReady && condition.Status == corev1.ConditionTrue {
			return nil
		}
	}
	return fmt.Errorf("pod %s: %s %+v", pod.Name, pod.Status.Phase, pod.Status.ContainerStatuses)
}

func succeeded(pod *corev1.Pod) error {
	if pod.Status.Phase == corev1.PodSucceeded {
		return nil
	}
	return fmt.Errorf("pod %s: %s %+v", pod.Name, pod.Status.Phase, pod.Status.ContainerStatuses)
}

// end deletes all Pods, and returns when they are gone.
func (f *fleet) end(ctx context.Context, t *testing.T) {
	t.Helper()
	err := f.pods.DeleteCollection(ctx, metav1.DeleteOptions{}, metav1.ListOptions{})
	if err == nil {
		err = poll(ctx, afterFailures, func(ctx context.Context) error {
			found, err := f.pods.List(ctx, metav1.ListOptions{})
			if err == nil && len(found.Items) > 0 {
				err = fmt.Errorf("%d Pods, among them %s", len(found.Items), found.Items[0].Name)
			}
			return err
		})
	}
	if err != nil {
		t.Errorf("deleting the Pods of the test: %v", err)
	}
}

// await is harness.Within for what takes seconds and a list of many objects to see.
func await(t *testing.T, limit time.Duration, what string, ask func(context.Context) error) {
	t.Helper()
	if err := poll(t.Context(), limit, ask); err != nil {
		t.Fatalf("%s: not within %s: %v", what, limit, err)
	}
}

func poll(ctx context.Context, limit time.Duration, ask func(context.Context) error) error {
	const pause = 200 * time.Millisecond
	var seen error
	err := wait.PollUntilContextTimeout(ctx, pause, limit, true, func(ctx context.Context) (bool, error) {
		if err := ask(ctx); err == nil || seen == nil || !errors.Is(err, context.DeadlineExceeded) {
			seen = err
		}
		return seen == nil, nil
	})
	return errors.Join(err, seen)
}
