// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package e2e_test

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/component-base/metrics/testutil"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

// driverPod returns the Pod of the driver, once there is one that is ready.
func driverPod(t *testing.T) *corev1.Pod {
	t.Helper()
	pods := harness.Kube(t, stack.Admin(t)).CoreV1().Pods(v1alpha1.SystemNamespace)
	var ready *corev1.Pod
	await(t, afterFailures, "the driver is ready", func(ctx context.Context) error {
		found, err := pods.List(ctx, metav1.ListOptions{LabelSelector: "app.kubernetes.io/name=" + driver})
		if err != nil {
			return err
		}
		err = fmt.Errorf("%d Pods of %s", len(found.Items), driver)
		for i := range found.Items {
			if found.Items[i].DeletionTimestamp == nil {
				ready, err = &found.Items[i], running(&found.Items[i])
			}
		}
		return err
	})
	return ready
}

// figures are what the driver says of itself.
type figures struct {
	volumes, failing, failures      int
	memory, goroutines, descriptors int
}

// figuresOf asks a driver at its port for metrics.
func figuresOf(ctx context.Context, pod *corev1.Pod) (f figures, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+pod.Status.PodIP+":9808/metrics", nil)
	if err != nil {
		return f, err
	}
	request.Close = true
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return f, err
	}
	defer answer.Body.Close()
	families, err := testutil.TextToMetricFamilies(answer.Body)
	if err != nil {
		return f, err
	}
	for name, to := range map[string]*int{
		"connectors_csi_volumes":                &f.volumes,
		"connectors_csi_failing_volumes":        &f.failing,
		"connectors_csi_renewal_failures_total": &f.failures,
		"process_resident_memory_bytes":         &f.memory,
		"process_open_fds":                      &f.descriptors,
		"go_goroutines":                         &f.goroutines,
	} {
		for _, metric := range families[name].GetMetric() {
			*to += int(metric.GetGauge().GetValue() + metric.GetCounter().GetValue())
		}
	}
	return f, nil
}

func mustFigures(t *testing.T, pod *corev1.Pod) figures {
	t.Helper()
	f, err := figuresOf(t.Context(), pod)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// volumeMemory is how many bytes of files the container of the driver has in memory.
func volumeMemory(t *testing.T, pod *corev1.Pod) (bytes int) {
	t.Helper()
	id := filepath.Base(pod.Status.ContainerStatuses[0].ContainerID)
	for _, pattern := range []string{
		"/sys/fs/cgroup/memory/connectors-*/kubepods/*/*/" + id + "/memory.stat",
		"/sys/fs/cgroup/connectors-*/kubepods/*/*/" + id + "/memory.stat",
	} {
		for _, stat := range glob(t, pattern) {
			file, err := os.Open(stat)
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			for lines := bufio.NewScanner(file); lines.Scan(); {
				if n, _ := fmt.Sscanf(lines.Text(), "shmem %d", &bytes); n == 1 {
					return bytes
				}
			}
		}
	}
	t.Fatalf("no control group of container %s says how much memory its files take", id)
	return 0
}

func glob(t *testing.T, pattern string) []string {
	t.Helper()
	found, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	return found
}
