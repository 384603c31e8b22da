// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"strings"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	connectorsclient "connectors.alauda.io/pkg/generated/clientset/versioned/typed/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

func TestCreateReadUpdateDelete(t *testing.T) {
	t.Parallel()
	for _, way := range stack.Ways(t) {
		t.Run(way.Name, func(t *testing.T) {
			t.Parallel()
			client, namespace := connectorsIn(t, way.Admin)
			made := mustCreate(t, client, newConnector("one"))
			if made.UID == "" || made.CreationTimestamp.IsZero() || made.Namespace != namespace || made.Generation != 1 {
				t.Errorf("created %+v", made.ObjectMeta)
			}
			if _, err := client.Create(t.Context(), newConnector("one"), metav1.CreateOptions{}); !apierrors.IsAlreadyExists(err) {
				t.Errorf("created again: %v, want AlreadyExists", err)
			}
			made.Spec.Address = "https://other.example.com"
			changed, err := client.Update(t.Context(), made, metav1.UpdateOptions{})
			if err != nil || changed.Generation != 2 {
				t.Fatalf("updated to generation %d (error %v), want 2", changed.Generation, err)
			}
			if _, err := client.Update(t.Context(), made, metav1.UpdateOptions{}); !apierrors.IsConflict(err) {
				t.Errorf("updated from an old version: %v, want a conflict", err)
			}
			if got := mustGet(t, client, "one"); got.Spec.Address != "https://other.example.com" {
				t.Errorf("address %q after the conflict", got.Spec.Address)
			}
			wrong := types.UID("another")
			err = client.Delete(t.Context(), "one", metav1.DeleteOptions{Preconditions: &metav1.Preconditions{UID: &wrong}})
			if !apierrors.IsConflict(err) {
				t.Errorf("deleted with another UID: %v, want a conflict", err)
			}
			if err := client.Delete(t.Context(), "one", metav1.DeleteOptions{}); err != nil {
				t.Fatal(err)
			}
			if _, err := client.Get(t.Context(), "one", metav1.GetOptions{}); !apierrors.IsNotFound(err) {
				t.Errorf("read after deletion: %v, want NotFound", err)
			}
			if _, err := client.Update(t.Context(), changed, metav1.UpdateOptions{}); !apierrors.IsNotFound(err) {
				t.Errorf("updated after deletion: %v, want NotFound", err)
			}
		})
	}
}

func TestGenerateName(t *testing.T) {
	t.Parallel()
	client, _ := connectorsIn(t, stack.Admin(t))
	c := newConnector("")
	c.GenerateName = "git-"
	first, second := mustCreate(t, client, c), mustCreate(t, client, c)
	if !strings.HasPrefix(first.Name, "git-") || first.Name == second.Name {
		t.Errorf("names %q and %q", first.Name, second.Name)
	}
}

func TestDryRunLeavesNothing(t *testing.T) {
	t.Parallel()
	dry := []string{metav1.DryRunAll}
	for _, way := range stack.Ways(t) {
		t.Run(way.Name, func(t *testing.T) {
			t.Parallel()
			client, _ := connectorsIn(t, way.Admin)
			if _, err := client.Create(t.Context(), newConnector("dry"), metav1.CreateOptions{DryRun: dry}); err != nil {
				t.Fatal(err)
			}
			if _, err := client.Get(t.Context(), "dry", metav1.GetOptions{}); !apierrors.IsNotFound(err) {
				t.Errorf("a dry run created: %v", err)
			}
			bad := newConnector("dry", func(c *v1alpha1.Connector) { c.Spec.Address = "no URL" })
			if _, err := client.Create(t.Context(), bad, metav1.CreateOptions{DryRun: dry}); !apierrors.IsInvalid(err) {
				t.Errorf("a dry run does not validate: %v", err)
			}
			made := mustCreate(t, client, newConnector("real"))
			change := made.DeepCopy()
			change.Spec.Address = "https://other.example.com"
			got, err := client.Update(t.Context(), change, metav1.UpdateOptions{DryRun: dry})
			if err != nil || got.Spec.Address != change.Spec.Address || got.Generation != 2 {
				t.Errorf("the dry run of an update answers %+v (error %v)", got, err)
			}
			if err := client.Delete(t.Context(), "real", metav1.DeleteOptions{DryRun: dry}); err != nil {
				t.Error(err)
			}
			if now := mustGet(t, client, "real"); now.ResourceVersion != made.ResourceVersion {
				t.Errorf("changed from %+v to %+v", made, now)
			}
		})
	}
}

func TestGenerationCountsChangesOfSpec(t *testing.T) {
	t.Parallel()
	client, _ := connectorsIn(t, stack.Direct(t))
	current := mustCreate(t, client, newConnector("one", func(c *v1alpha1.Connector) { c.Generation = 7 }))
	for _, step := range []struct {
		name       string
		status     bool
		change     func(*v1alpha1.Connector)
		generation int64
		written    bool
	}{
		{"nothing", false, func(*v1alpha1.Connector) {}, 1, false},
		{"metadata", false, func(c *v1alpha1.Connector) { c.Labels = map[string]string{"a": "b"} }, 1, true},
		{"spec", false, func(c *v1alpha1.Connector) { c.Spec.Address += "/prefix" }, 2, true},
		{"status", true, func(c *v1alpha1.Connector) { c.Status.ObservedGeneration = 2 }, 2, true},
		{"status through spec", false, func(c *v1alpha1.Connector) { c.Status.ObservedGeneration = 9 }, 2, false},
		{"its own number", false, func(c *v1alpha1.Connector) { c.Generation = 50 }, 2, false},
	} {
		t.Run(step.name, func(t *testing.T) {
			next := current.DeepCopy()
			step.change(next)
			update := client.Update
			if step.status {
				update = client.UpdateStatus
			}
			got, err := update(t.Context(), next, metav1.UpdateOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if got.Generation != step.generation {
				t.Errorf("generation %d, want %d", got.Generation, step.generation)
			}
			if written := got.ResourceVersion != current.ResourceVersion; written != step.written {
				t.Errorf("written: %v, want %v", written, step.written)
			}
			current = got
		})
	}
}

func TestStatusAndSpecAreApart(t *testing.T) {
	t.Parallel()
	client, _ := connectorsIn(t, stack.Admin(t))
	status := v1alpha1.ConnectorStatus{ObservedGeneration: 1, API: &v1alpha1.ConnectorAPIStatus{Path: "/apis/x"}}
	made := mustCreate(t, client, newConnector("one", func(c *v1alpha1.Connector) { c.Status = status }))
	if made.Status.API != nil || made.Status.ObservedGeneration != 0 {
		t.Errorf("created with status %+v", made.Status)
	}
	change := made.DeepCopy()
	change.Status = status
	change.Spec.Address, change.Labels, change.Finalizers = "https://other.example.com", map[string]string{"a": "b"}, []string{"a.example.com/b"}
	got, err := client.UpdateStatus(t.Context(), change, metav1.UpdateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if got.Status.API == nil || got.Spec.Address != made.Spec.Address || got.Labels != nil || got.Finalizers != nil || got.Generation != 1 {
		t.Errorf("an update of the status made it %+v", got)
	}
	change = got.DeepCopy()
	change.Status = v1alpha1.ConnectorStatus{}
	if got, err = client.Update(t.Context(), change, metav1.UpdateOptions{}); err != nil {
		t.Fatal(err)
	}
	if got.Status.API == nil {
		t.Errorf("an update of the object made the status %+v", got.Status)
	}
	for subresource, patch := range map[string]string{
		"":       `{"status":{"api":{"path":"/changed"}}}`,
		"status": `{"spec":{"address":"https://changed.example.com"},"metadata":{"labels":{"a":"b"}}}`,
	} {
		after, err := client.Patch(t.Context(), "one", types.MergePatchType, []byte(patch), metav1.PatchOptions{}, strings.Fields(subresource)...)
		if err != nil || after.ResourceVersion != got.ResourceVersion {
			t.Errorf("patching %q with %s wrote %+v (error %v)", subresource, patch, after, err)
		}
	}
}

func TestDeleteCollection(t *testing.T) {
	t.Parallel()
	client, _ := connectorsIn(t, stack.Admin(t))
	for _, name := range []string{"a", "b", "c"} {
		mustCreate(t, client, newConnector(name, func(c *v1alpha1.Connector) {
			c.Labels = map[string]string{"keep": map[bool]string{true: "yes", false: "no"}[name == "b"]}
		}))
	}
	err := client.DeleteCollection(t.Context(), metav1.DeleteOptions{}, metav1.ListOptions{LabelSelector: "keep=no"})
	if err != nil {
		t.Fatal(err)
	}
	if got := names(t, client, metav1.ListOptions{}); got != "b" {
		t.Errorf("left are %q, want b", got)
	}
}

// names lists the names, in order.
func names(t *testing.T, client connectorsclient.ConnectorInterface, options metav1.ListOptions) string {
	t.Helper()
	list, err := client.List(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for i := range list.Items {
		all = append(all, list.Items[i].Name)
	}
	return strings.Join(all, " ")
}

func TestReadOfAnOldVersionWaitsForIt(t *testing.T) {
	t.Parallel()
	client, _ := connectorsIn(t, stack.Direct(t))
	made := mustCreate(t, client, newConnector("one"))
	for _, version := range []string{"0", made.ResourceVersion, ""} {
		harness.Eventually(t, "reading at version "+version, func(ctx context.Context) error {
			_, err := client.Get(ctx, "one", metav1.GetOptions{ResourceVersion: version})
			return err
		})
	}
}
