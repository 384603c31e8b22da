// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package e2e_test

import (
	"context"
	"fmt"
	"maps"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/utils/ptr"

	"connectors.alauda.io/test/integration/harness"
)

const (
	// tools is the image of clients.
	tools = "connectors.local/tools:dev"
	// mountPath is where a Pod has its volume.
	mountPath = "/connectors"
	// volumeName is what the volume is called.
	volumeName = "connectors"
)

// Times in which the kubelet of these tests comes to a volume: it asks the driver again every ten to fifteen seconds, and after
// failures later and later, up to two minutes. Both are many times that, since other tests keep this machine busy.
const (
	twoRepublishes = 5 * time.Minute
	afterFailures  = 10 * time.Minute
)

// volume are the attributes of a volume that has configurations of a Connector; more are names and values of others.
func volume(connector, configurations string, more ...string) map[string]string {
	attributes := map[string]string{"connector.name": connector}
	if configurations != "" {
		attributes["configuration.names"] = configurations
	}
	for i := 0; i+1 < len(more); i += 2 {
		attributes[more[i]] = more[i+1]
	}
	return attributes
}

// inline is a volume of the driver.
func inline(attributes map[string]string) corev1.VolumeSource {
	return corev1.VolumeSource{CSI: &corev1.CSIVolumeSource{
		Driver: "connectors-csi", ReadOnly: ptr.To(true), VolumeAttributes: maps.Clone(attributes),
	}}
}

// pod is a Pod with the image of clients and one volume, which waits for what it is told. The caller may change it.
func pod(name string, source corev1.VolumeSource) *corev1.Pod {
	return &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Spec: corev1.PodSpec{
			RestartPolicy:                 corev1.RestartPolicyNever,
			TerminationGracePeriodSeconds: ptr.To[int64](1),
			Containers: []corev1.Container{{
				Name: "clients", Image: tools, Command: []string{"sleep", "3600"},
				VolumeMounts: []corev1.VolumeMount{{Name: volumeName, MountPath: mountPath}},
			}},
			Volumes: []corev1.Volume{{Name: volumeName, VolumeSource: source}},
		},
	}
}

// create creates a Pod.
func (tm team) create(t *testing.T, pod *corev1.Pod) {
	t.Helper()
	pods := harness.Kube(t, stack.Admin(t)).CoreV1().Pods(tm.namespace)
	if _, err := pods.Create(t.Context(), pod, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
}

// run creates a Pod and returns it when it is ready.
func (tm team) run(t *testing.T, pod *corev1.Pod) *corev1.Pod {
	t.Helper()
	tm.create(t, pod)
	return tm.awaitReady(t, pod.Name)
}

// awaitReady returns a Pod when it is ready.
func (tm team) awaitReady(t *testing.T, name string) (found *corev1.Pod) {
	t.Helper()
	pods := harness.Kube(t, stack.Admin(t)).CoreV1().Pods(tm.namespace)
	harness.Within(t, afterFailures, "Pod "+name+" is ready", func(ctx context.Context) (err error) {
		if found, err = pods.Get(ctx, name, metav1.GetOptions{}); err != nil {
			return err
		}
		for _, condition := range found.Status.Conditions {
			if condition.Type == corev1.PodReady && condition.Status == corev1.ConditionTrue {
				return nil
			}
		}
		return fmt.Errorf("%s %+v", found.Status.Phase, found.Status.ContainerStatuses)
	})
	return found
}

// addVolume gives a Pod one more volume, at /name.
func addVolume(pod *corev1.Pod, name string, source corev1.VolumeSource) {
	pod.Spec.Volumes = append(pod.Spec.Volumes, corev1.Volume{Name: name, VolumeSource: source})
	container := &pod.Spec.Containers[0]
	container.VolumeMounts = append(container.VolumeMounts, corev1.VolumeMount{Name: name, MountPath: "/" + name})
}
