// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package cluster_test

import (
	"context"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/kubernetes"

	"connectors.alauda.io/hack/local/cluster"
	"connectors.alauda.io/hack/local/cluster/clustertest"
)

func TestWhatWasAcknowledgedSurvivesKill(t *testing.T) {
	c := clustertest.Start(t, cluster.Config{})
	client := newClient(t, c)
	namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: "kept"}}
	if _, err := client.CoreV1().Namespaces().Create(t.Context(), namespace, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{cluster.Etcd, cluster.KubeAPIServer, cluster.ControllerManager} {
		t.Run(part, func(t *testing.T) {
			before, port := pid(t, c, part), c.Port(part)
			if err := c.Kill(t.Context(), part); err != nil {
				t.Fatal(err)
			}
			started := time.Now()
			if err := c.Restart(t.Context(), part); err != nil {
				t.Fatal(err)
			}
			t.Logf("ready again after %.1f s", time.Since(started).Seconds())
			if pid(t, c, part) == before || c.Port(part) != port {
				t.Errorf("process %d on port %d, want another process on port %d", pid(t, c, part), c.Port(part), port)
			}
			eventually(t, func(ctx context.Context) error {
				_, err := client.CoreV1().Namespaces().Get(ctx, namespace.Name, metav1.GetOptions{})
				return err
			})
		})
	}
}

func newClient(t *testing.T, c *cluster.Cluster) kubernetes.Interface {
	t.Helper()
	config, err := c.RESTConfig()
	if err != nil {
		t.Fatal(err)
	}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func pid(t *testing.T, c *cluster.Cluster, part string) int {
	t.Helper()
	pid, err := c.PID(part)
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

// eventually fails the test if condition does not return nil within two minutes.
func eventually(t *testing.T, condition func(context.Context) error) {
	t.Helper()
	var last error
	err := wait.PollUntilContextTimeout(t.Context(), 50*time.Millisecond, 2*time.Minute, true,
		func(ctx context.Context) (bool, error) {
			last = condition(ctx)
			return last == nil, nil
		})
	if err != nil {
		t.Fatalf("%v: %v", err, last)
	}
}
