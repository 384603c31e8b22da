// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"

	"connectors.alauda.io/hack/local/manifest"
	"connectors.alauda.io/test/integration/harness"
)

// YAML that was written for the existing product is accepted without a warning, and read back field for field.
func TestManifestsOfTheExistingProduct(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"full.yaml", "documented.yaml"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			namespace := stack.Namespace(t)
			objects := readFixture(t, name, namespace)
			deleteClasses(t, objects)
			for _, object := range objects {
				run := stack.TryKubectl(t.Context(), string(inJSON(t, object.Object)), "apply", "--validate=strict", "-n", namespace, "-f", "-")
				if run.Err != nil {
					t.Errorf("%s %s: %s", object.GetKind(), object.GetName(), run.Stderr)
					continue
				}
				if warned := withoutExpected(run.Stderr); warned != "" {
					t.Errorf("%s %s draws a warning: %s", object.GetKind(), object.GetName(), warned)
				}
				compareWithStored(t, object, namespace)
			}
		})
	}
}

// readFixture reads a file of testdata, in which NAMESPACE stands for the namespace of the test.
func readFixture(t *testing.T, name, namespace string) []*unstructured.Unstructured {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(strings.ReplaceAll(string(content), "NAMESPACE", namespace)), 0o600); err != nil {
		t.Fatal(err)
	}
	objects, err := manifest.Read(file)
	if err != nil {
		t.Fatal(err)
	}
	return objects
}

// withoutExpected drops the warnings that say what a field does, or that it does nothing.
func withoutExpected(stderr string) string {
	var left []string
	for line := range strings.Lines(stderr) {
		if !strings.Contains(line, "has no effect") && !strings.Contains(line, "].inject: needed") {
			left = append(left, line)
		}
	}
	return strings.Join(left, "")
}

func deleteClasses(t *testing.T, objects []*unstructured.Unstructured) {
	t.Helper()
	classes := harness.Connectors(t, stack.Admin(t)).ConnectorClasses()
	t.Cleanup(func() {
		ctx := context.WithoutCancel(t.Context())
		for _, object := range objects {
			if object.GetKind() != "ConnectorClass" {
				continue
			}
			err := classes.Delete(ctx, object.GetName(), metav1.DeleteOptions{})
			if err != nil && !apierrors.IsNotFound(err) {
				t.Errorf("deleting ConnectorClass %s: %v", object.GetName(), err)
			}
		}
	})
}

// compareWithStored compares spec, labels and annotations with what is stored, and the status after it is written to the
// subresource.
func compareWithStored(t *testing.T, want *unstructured.Unstructured, namespace string) {
	t.Helper()
	client := resourceOf(t, want, namespace)
	stored, err := client.Get(t.Context(), want.GetName(), metav1.GetOptions{})
	if err != nil {
		t.Error(err)
		return
	}
	annotations := stored.GetAnnotations()
	delete(annotations, "kubectl.kubernetes.io/last-applied-configuration")
	compare(t, want, "spec", want.Object["spec"], stored.Object["spec"])
	compare(t, want, "labels", want.GetLabels(), stored.GetLabels())
	for name, value := range want.GetAnnotations() {
		if annotations[name] != value {
			t.Errorf("annotation %s is %q", name, annotations[name])
		}
	}
	if want.Object["status"] == nil {
		return
	}
	if stored.Object["status"] != nil {
		t.Errorf("status %v came with the object", stored.Object["status"])
	}
	stored.Object["status"] = want.Object["status"]
	if stored, err = client.UpdateStatus(t.Context(), stored, metav1.UpdateOptions{}); err != nil {
		t.Error(err)
		return
	}
	compare(t, want, "status", want.Object["status"], stored.Object["status"])
}

// compare compares a part of an object as JSON, where an integer is a number like any other.
func compare(t *testing.T, object *unstructured.Unstructured, part string, written, read any) {
	t.Helper()
	if difference := cmp.Diff(throughJSON(t, written), throughJSON(t, read)); difference != "" {
		t.Errorf("%s of %s %s (- written + read):\n%s", part, object.GetKind(), object.GetName(), difference)
	}
}

func throughJSON(t *testing.T, value any) (plain any) {
	t.Helper()
	if err := json.Unmarshal(inJSON(t, value), &plain); err != nil {
		t.Fatal(err)
	}
	return plain
}

func resourceOf(t *testing.T, object *unstructured.Unstructured, namespace string) dynamic.ResourceInterface {
	t.Helper()
	client, err := dynamic.NewForConfig(stack.Admin(t))
	if err != nil {
		t.Fatal(err)
	}
	resource := schema.GroupVersionResource{Group: "connectors.alauda.io", Version: "v1alpha1", Resource: "connectorclasses"}
	if object.GetKind() == "ConnectorClass" {
		return client.Resource(resource)
	}
	resource.Resource = "connectors"
	return client.Resource(resource).Namespace(namespace)
}
