// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"fmt"
	"testing"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	connectorsclient "connectors.alauda.io/pkg/generated/clientset/versioned/typed/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

const testFinalizer = "test.example.com/wait"

func withFinalizer(c *v1alpha1.Connector) { c.Finalizers = []string{testFinalizer} }

// release removes the finalizers.
func release(t *testing.T, client connectorsclient.ConnectorInterface, name string) {
	t.Helper()
	patch := []byte(`{"metadata":{"finalizers":null}}`)
	if _, err := client.Patch(t.Context(), name, types.MergePatchType, patch, metav1.PatchOptions{}); err != nil {
		t.Fatal(err)
	}
}

func awaitGone(t *testing.T, what string, get func(context.Context) error) {
	t.Helper()
	harness.Eventually(t, what+" is gone", func(ctx context.Context) error {
		err := get(ctx)
		if apierrors.IsNotFound(err) {
			return nil
		}
		return fmt.Errorf("it is still there (error %v)", err)
	})
}

func TestFinalizersHoldADeletedConnector(t *testing.T) {
	t.Parallel()
	client, _ := connectorsIn(t, stack.Admin(t))
	mustCreate(t, client, newConnector("one", withFinalizer))
	if err := client.Delete(t.Context(), "one", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	held := mustGet(t, client, "one")
	if held.DeletionTimestamp == nil {
		t.Fatal("it has no deletion timestamp")
	}
	held.Finalizers = append(held.Finalizers, "test.example.com/late")
	if _, err := client.Update(t.Context(), held, metav1.UpdateOptions{}); !apierrors.IsInvalid(err) {
		t.Errorf("a finalizer was added after the deletion: %v, want Invalid", err)
	}
	release(t, client, "one")
	if _, err := client.Get(t.Context(), "one", metav1.GetOptions{}); !apierrors.IsNotFound(err) {
		t.Errorf("after the last finalizer: %v, want NotFound", err)
	}
}

func ownedBy(kind, apiVersion, name string, uid types.UID) []metav1.OwnerReference {
	yes := true
	return []metav1.OwnerReference{{APIVersion: apiVersion, Kind: kind, Name: name, UID: uid, BlockOwnerDeletion: &yes}}
}

func mustCreateConfigMap(t *testing.T, kube kubernetes.Interface, namespace, name string, owners []metav1.OwnerReference) *corev1.ConfigMap {
	t.Helper()
	made, err := kube.CoreV1().ConfigMaps(namespace).Create(t.Context(),
		&corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: name, OwnerReferences: owners}}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// awaitCollector returns when the garbage collector has seen what is in a namespace so far. It learns of ConfigMaps in the order
// in which they are made, so it does when it has removed one whose owner was never there.
func awaitCollector(t *testing.T, kube kubernetes.Interface, namespace string) {
	t.Helper()
	mustCreateConfigMap(t, kube, namespace, "canary", ownedBy("Connector", groupVersion, "never-there", "never-there"))
	awaitGone(t, "a ConfigMap without its owner", func(ctx context.Context) error {
		_, err := kube.CoreV1().ConfigMaps(namespace).Get(ctx, "canary", metav1.GetOptions{})
		return err
	})
}

// The garbage collector of the kube-controller-manager knows our resources as it knows its own.
func TestGarbageCollection(t *testing.T) {
	t.Parallel()
	background, foreground, orphan := metav1.DeletePropagationBackground, metav1.DeletePropagationForeground, metav1.DeletePropagationOrphan
	kube := harness.Kube(t, stack.Admin(t))

	t.Run("a Connector goes with its owner", func(t *testing.T) {
		t.Parallel()
		client, namespace := connectorsIn(t, stack.Admin(t))
		owner := mustCreateConfigMap(t, kube, namespace, "owner", nil)
		mustCreate(t, client, newConnector("owned", func(c *v1alpha1.Connector) {
			c.OwnerReferences = ownedBy("ConfigMap", "v1", owner.Name, owner.UID)
		}))
		if err := kube.CoreV1().ConfigMaps(namespace).Delete(t.Context(), owner.Name, metav1.DeleteOptions{PropagationPolicy: &background}); err != nil {
			t.Fatal(err)
		}
		awaitGone(t, "the Connector", func(ctx context.Context) error {
			_, err := client.Get(ctx, "owned", metav1.GetOptions{})
			return err
		})
	})
	for policy, name := range map[*metav1.DeletionPropagation]string{&background: "in the background", &foreground: "before it"} {
		t.Run("what a Connector owns goes "+name, func(t *testing.T) {
			t.Parallel()
			client, namespace := connectorsIn(t, stack.Admin(t))
			owner := mustCreate(t, client, newConnector("owner"))
			mustCreateConfigMap(t, kube, namespace, "owned", ownedBy("Connector", groupVersion, owner.Name, owner.UID))
			if err := client.Delete(t.Context(), owner.Name, metav1.DeleteOptions{PropagationPolicy: policy}); err != nil {
				t.Fatal(err)
			}
			awaitGone(t, "the Connector", func(ctx context.Context) error {
				_, err := client.Get(ctx, owner.Name, metav1.GetOptions{})
				return err
			})
			awaitGone(t, "the ConfigMap", func(ctx context.Context) error {
				_, err := kube.CoreV1().ConfigMaps(namespace).Get(ctx, "owned", metav1.GetOptions{})
				return err
			})
		})
	}
	t.Run("what a Connector owns is left as an orphan", func(t *testing.T) {
		t.Parallel()
		client, namespace := connectorsIn(t, stack.Admin(t))
		owner := mustCreate(t, client, newConnector("owner"))
		mustCreateConfigMap(t, kube, namespace, "owned", ownedBy("Connector", groupVersion, owner.Name, owner.UID))
		awaitCollector(t, kube, namespace) // it cannot leave what it does not know of
		if err := client.Delete(t.Context(), owner.Name, metav1.DeleteOptions{PropagationPolicy: &orphan}); err != nil {
			t.Fatal(err)
		}
		awaitGone(t, "the Connector", func(ctx context.Context) error {
			_, err := client.Get(ctx, owner.Name, metav1.GetOptions{})
			return err
		})
		left, err := kube.CoreV1().ConfigMaps(namespace).Get(t.Context(), "owned", metav1.GetOptions{})
		if err != nil || len(left.OwnerReferences) > 0 {
			t.Errorf("left is %+v (error %v), want it without owner", left, err)
		}
	})
}

func TestDeletionOfANamespace(t *testing.T) {
	t.Parallel()
	kube := harness.Kube(t, stack.Admin(t))
	made, err := kube.CoreV1().Namespaces().Create(t.Context(),
		&corev1.Namespace{ObjectMeta: metav1.ObjectMeta{GenerateName: "deleted-"}}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	client := harness.Connectors(t, stack.Admin(t)).Connectors(made.Name)
	mustCreate(t, client, newConnector("free"))
	mustCreate(t, client, newConnector("held", withFinalizer))
	if err := kube.CoreV1().Namespaces().Delete(t.Context(), made.Name, metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	awaitGone(t, "the Connector without finalizer", func(ctx context.Context) error {
		_, err := client.Get(ctx, "free", metav1.GetOptions{})
		return err
	})
	dry := metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}}
	for _, way := range stack.Ways(t) {
		late := harness.Connectors(t, way.Admin).Connectors(made.Name)
		// Our server learns by a watch of its own that the namespace ends.
		harness.Eventually(t, way.Name+", a Connector in a namespace that ends is refused", func(ctx context.Context) error {
			_, err := late.Create(ctx, newConnector("late"), dry)
			if !apierrors.IsForbidden(err) || !apierrors.HasStatusCause(err, corev1.NamespaceTerminatingCause) {
				return fmt.Errorf("%w, want Forbidden with cause NamespaceTerminating", err)
			}
			return nil
		})
	}
	release(t, client, "held")
	awaitGone(t, "the namespace", func(ctx context.Context) error {
		_, err := kube.CoreV1().Namespaces().Get(ctx, made.Name, metav1.GetOptions{})
		return err
	})
}

func TestCreateInAMissingNamespace(t *testing.T) {
	t.Parallel()
	for _, way := range stack.Ways(t) {
		_, err := harness.Connectors(t, way.Admin).Connectors("no-such-namespace").Create(t.Context(), newConnector("one"), metav1.CreateOptions{})
		if !apierrors.IsNotFound(err) {
			t.Errorf("%s: %v, want NotFound", way.Name, err)
		}
	}
}
