// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package harness

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/hack/local/cluster"
	localstack "connectors.alauda.io/hack/local/stack"
)

// Kill ends a part as kill -9 does.
func (s *Stack) Kill(t testing.TB, part string) {
	t.Helper()
	if err := s.cluster.Kill(t.Context(), part); err != nil {
		t.Fatalf("killing %s: %v", part, err)
	}
}

// Restart starts a part that was killed, or ends it in good order and starts it again. It returns when the part is ready and,
// unless our API server is away, its API can be used through the kube-apiserver again.
func (s *Stack) Restart(t testing.TB, part string) {
	t.Helper()
	s.keepFindings(t)
	if err := s.cluster.Restart(t.Context(), part); err != nil {
		t.Fatalf("restarting %s: %v", part, err)
	}
	s.keepFindings(t)
	s.awaitAPI(t)
}

// awaitAPI returns when the kube-apiserver passes requests on to our API server. One that has just started, or that has found
// our server away, refuses them for a while though both are ready.
func (s *Stack) awaitAPI(t testing.TB) {
	t.Helper()
	server, err := s.cluster.Process(APIServer)
	if err != nil || !server.Running() {
		return // nobody is there to be asked
	}
	classes := Connectors(t, s.Admin(t)).ConnectorClasses()
	Eventually(t, "our API is served through the kube-apiserver", func(ctx context.Context) error {
		_, err := classes.List(ctx, metav1.ListOptions{Limit: 1})
		return err
	})
}

// Replica starts one more API server over the same etcd and returns the name of its part. The first is number 1.
func (s *Stack) Replica(t testing.TB, number int) string {
	t.Helper()
	return s.run(t, localstack.Replica(number))
}

// ControllerReplica starts one more status controller and returns the name of its part. The first is number 1.
func (s *Stack) ControllerReplica(t testing.TB, number int) string {
	t.Helper()
	return s.run(t, localstack.ControllerReplica(number))
}

// ProxyReplica starts one more connectors-proxy and returns the name of its part, which is that of its port. The first is
// number 1.
func (s *Stack) ProxyReplica(t testing.TB, number int) string {
	t.Helper()
	return s.run(t, localstack.ProxyReplica(number))
}

// run starts a part that ends with the test, and returns its name.
func (s *Stack) run(t testing.TB, part cluster.Part) string {
	t.Helper()
	if err := s.cluster.Run(t.Context(), part); err != nil {
		t.Fatalf("starting %s: %v", part.Name, err)
	}
	t.Cleanup(func() {
		if err := s.cluster.Kill(context.WithoutCancel(t.Context()), part.Name); err != nil {
			t.Error(err)
		}
	})
	return part.Name
}

// keepFindings looks at the logs before another start replaces them.
func (s *Stack) keepFindings(t testing.TB) {
	t.Helper()
	files, err := s.ownLogs()
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if err := s.logs.check(filepath.Clean(file)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
	}
}
