// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package forward_test

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	applycorev1 "k8s.io/client-go/applyconfigurations/core/v1"

	"connectors.alauda.io/test/integration/harness"
)

const container = "main"

// node is a fake: the API of a kubelet as the kube-apiserver uses it for logs, exec and port-forward, without containers
// behind it. Commands run on this machine. kubectl, the proxy and the kube-apiserver are the real ones.
type node struct {
	name, namespace, pod string
	// more makes the container say one more line.
	more chan struct{}
}

func newNode(t *testing.T) *node {
	t.Helper()
	n := &node{namespace: stack.Namespace(t), pod: "pod", more: make(chan struct{}, 1)}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /containerLogs/{namespace}/{pod}/{container}", n.logs)
	mux.HandleFunc("/exec/{namespace}/{pod}/{container}", n.exec)
	mux.HandleFunc("/portForward/{namespace}/{pod}", n.portForward)
	server := httptest.NewTLSServer(mux)
	t.Cleanup(server.Close)
	n.register(t, server.Listener.Addr().(*net.TCPAddr).Port)
	n.run(t)
	return n
}

// register tells the kube-apiserver where the kubelet of the node is.
func (n *node) register(t *testing.T, port int) {
	t.Helper()
	nodes := harness.Kube(t, stack.Admin(t)).CoreV1().Nodes()
	made, err := nodes.Create(t.Context(), &corev1.Node{ObjectMeta: metav1.ObjectMeta{GenerateName: "fake-"}}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	n.name = made.Name
	t.Cleanup(func() {
		if err := nodes.Delete(context.WithoutCancel(t.Context()), n.name, metav1.DeleteOptions{}); err != nil {
			t.Error(err)
		}
	})
	status := applycorev1.NodeStatus().
		WithAddresses(applycorev1.NodeAddress().WithType(corev1.NodeInternalIP).WithAddress("127.0.0.1")).
		WithDaemonEndpoints(applycorev1.NodeDaemonEndpoints().WithKubeletEndpoint(applycorev1.DaemonEndpoint().WithPort(int32(port))))
	if _, err := nodes.ApplyStatus(t.Context(), applycorev1.Node(n.name).WithStatus(status), force()); err != nil {
		t.Fatal(err)
	}
}

func force() metav1.ApplyOptions { return metav1.ApplyOptions{FieldManager: "test", Force: true} }

// run makes a Pod that looks as if it ran on the node.
func (n *node) run(t *testing.T) {
	t.Helper()
	pods := harness.Kube(t, stack.Admin(t)).CoreV1().Pods(n.namespace)
	no := false
	harness.Eventually(t, "the namespace has its account", func(ctx context.Context) error {
		_, err := pods.Create(ctx, &corev1.Pod{
			ObjectMeta: metav1.ObjectMeta{Name: n.pod},
			Spec: corev1.PodSpec{
				NodeName: n.name, AutomountServiceAccountToken: &no,
				Containers: []corev1.Container{{Name: container, Image: "none"}},
			},
		}, metav1.CreateOptions{})
		return err
	})
	t.Cleanup(func() {
		now := metav1.DeleteOptions{GracePeriodSeconds: new(int64)}
		if err := pods.Delete(context.WithoutCancel(t.Context()), n.pod, now); err != nil {
			t.Error(err)
		}
	})
	running := applycorev1.Pod(n.pod, n.namespace).WithStatus(applycorev1.PodStatus().WithPhase(corev1.PodRunning))
	if _, err := pods.ApplyStatus(t.Context(), running, force()); err != nil {
		t.Fatal(err)
	}
}

// logs says a line, and with follow one more for each that is asked for.
func (n *node) logs(w http.ResponseWriter, r *http.Request) {
	say := func(line int) {
		_, _ = w.Write([]byte("line " + strconv.Itoa(line) + "\n"))
		_ = http.NewResponseController(w).Flush()
	}
	say(1)
	for line := 2; r.FormValue("follow") == "true"; line++ {
		select {
		case <-n.more:
			say(line)
		case <-r.Context().Done():
			return
		}
	}
}
