// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package harness

import (
	"context"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// Namespace returns a new namespace, which is deleted with the test. Its deletion is not waited for. If the test fails it shows
// what the logs of our servers say of the namespace.
func (s *Stack) Namespace(t testing.TB) string {
	t.Helper()
	namespaces := Kube(t, s.Admin(t)).CoreV1().Namespaces()
	made, err := namespaces.Create(t.Context(),
		&corev1.Namespace{ObjectMeta: metav1.ObjectMeta{GenerateName: "test-"}}, metav1.CreateOptions{})
	if err != nil {
		t.Fatalf("making a namespace: %v", err)
	}
	t.Cleanup(func() {
		if t.Failed() {
			s.explain(t, made.Name)
		}
		ctx := context.WithoutCancel(t.Context())
		if err := namespaces.Delete(ctx, made.Name, metav1.DeleteOptions{}); err != nil {
			t.Errorf("deleting namespace %s: %v", made.Name, err)
		}
	})
	return made.Name
}
