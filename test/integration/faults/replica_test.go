// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package faults

import (
	"context"
	"errors"
	"testing"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/watch"

	"connectors.alauda.io/hack/local/cluster"
	localstack "connectors.alauda.io/hack/local/stack"
	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

// Two servers over one etcd are one API: a write through one is seen through the other, and versions are of both.
func TestTwoReplicas(t *testing.T) {
	second := stack.Replica(t, 1)
	namespace := stack.Namespace(t)
	one := harness.Connectors(t, stack.Direct(t)).Connectors(namespace)
	two := harness.Connectors(t, stack.DirectTo(t, second)).Connectors(namespace)
	list, err := two.List(t.Context(), metav1.ListOptions{})
	if err != nil {
		t.Fatal(err)
	}
	w := harness.Watch(t, list.ResourceVersion, two.Watch)
	made, err := one.Create(t.Context(), newConnector("shared"), metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	expect(t, w, watch.Added, made.ResourceVersion)
	made.Spec.Address = "https://second.example.com"
	changed, err := two.Update(t.Context(), made, metav1.UpdateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	expect(t, w, watch.Modified, changed.ResourceVersion)
	if _, err := one.Update(t.Context(), made, metav1.UpdateOptions{}); !apierrors.IsConflict(err) {
		t.Errorf("the first takes an old version: %v, want a conflict", err)
	}
	if got, err := one.Get(t.Context(), "shared", metav1.GetOptions{}); err != nil || got.ResourceVersion != changed.ResourceVersion {
		t.Errorf("the first reads %v (error %v)", got, err)
	}
	if err := one.Delete(t.Context(), "shared", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	expect(t, w, watch.Deleted, "")
}

// expect reads the next event, which must be of this kind and, unless empty, of this version.
func expect(t *testing.T, w watch.Interface, kind watch.EventType, version string) {
	t.Helper()
	late := time.NewTimer(2 * time.Minute)
	defer late.Stop()
	select {
	case event := <-w.ResultChan():
		c, ok := event.Object.(*v1alpha1.Connector)
		if !ok || event.Type != kind || version != "" && c.ResourceVersion != version {
			t.Errorf("event %s %v, want %s of version %s", event.Type, event.Object, kind, version)
		}
	case <-late.C:
		t.Errorf("no event %s", kind)
	}
}

// A server of ours that is started while the kube-apiserver is away either waits for it, or ends with a clear error and
// works when it is started again.
func TestStartWithoutKubeAPIServer(t *testing.T) {
	stack.Kill(t, harness.KubeAPIServer)
	replica := localstack.Replica(2)
	ended := make(chan error, 1)
	go func() { ended <- stack.Cluster().Run(t.Context(), replica) }()
	const begun = 3 * time.Second // usually enough for it to see that nobody is there
	err := later(ended, begun)
	stack.Restart(t, harness.KubeAPIServer)
	if errors.Is(err, errNotEnded) {
		err = <-ended
	}
	var failed *cluster.PartError
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		t.Fatalf("it waited, and yet it does not work: %v", err)
	case errors.As(err, &failed):
		t.Logf("it ended, its last words were\n%s", failed.Log)
		stack.Restart(t, replica.Name)
	case err != nil:
		t.Fatalf("it ended with %v, want a message in its log", err)
	}
	t.Cleanup(func() {
		if err := stack.Cluster().Kill(context.WithoutCancel(t.Context()), replica.Name); err != nil {
			t.Error(err)
		}
	})
	harness.Eventually(t, "it serves", func(ctx context.Context) error {
		_, err := harness.Connectors(t, stack.DirectTo(t, replica.Name)).ConnectorClasses().Get(ctx, "git", metav1.GetOptions{})
		return err
	})
}

var errNotEnded = errors.New("it has not ended")

// later is what comes of something that may end within a time.
func later(ended <-chan error, within time.Duration) error {
	select {
	case err := <-ended:
		return err
	case <-time.After(within):
		return errNotEnded
	}
}
