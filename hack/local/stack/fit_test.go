// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package stack

import (
	"slices"
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"

	"connectors.alauda.io/hack/local/cluster"
	"connectors.alauda.io/hack/local/manifest"
	"connectors.alauda.io/hack/local/node"
)

// built are the images of this machine. A server of the project that is deployed and is not among them fails the tests below.
func built() map[string]manifest.Image {
	images := map[string]manifest.Image{}
	for _, name := range []string{APIServer, Controller, Proxy, ClassAPI, "connectors-csi", "etcd"} {
		images[name] = manifest.Image{Ref: "connectors.local/" + name + ":dev", ID: "sha256:" + name}
	}
	return images
}

// The manifests that users apply fit the node as they are, but for what is set here.
func TestFitManifestsOfTheRepository(t *testing.T) {
	root, err := cluster.FindRoot()
	if err != nil {
		t.Fatal(err)
	}
	objects, err := manifest.Read(deployed(root)...)
	if err != nil {
		t.Fatal(err)
	}
	block, err := node.ParseBlock("10.89.0.0/16")
	if err != nil {
		t.Fatal(err)
	}
	if err := fit(objects, built(), block); err != nil {
		t.Fatal(err)
	}
	services, server, others := phases(objects)
	if len(services) != 1 || len(server) == 0 || len(services)+len(server)+len(others) != len(objects) {
		t.Errorf("%d APIServices, %d objects with the server, %d after it, of %d", len(services), len(server), len(others), len(objects))
	}
	containers := containersOf(t, objects)
	for _, name := range []string{APIServer, Controller, Proxy, ClassAPI} {
		container := containers[name]
		if container.Image != "connectors.local/"+name+":dev" {
			t.Errorf("%s: image %q", name, container.Image)
		}
		if !slices.Contains(container.Args, "--internal-ranges=10.89.0.0/17,10.89.255.2/32") {
			t.Errorf("%s: arguments %q", name, container.Args)
		}
		if probe := container.ReadinessProbe; probe == nil || probe.FailureThreshold != aloneFailures || probe.HTTPGet == nil {
			t.Errorf("%s: readiness probe %+v", name, probe)
		}
	}
}

func containersOf(t *testing.T, objects []*unstructured.Unstructured) map[string]corev1.Container {
	t.Helper()
	containers := map[string]corev1.Container{}
	for _, object := range objects {
		if object.GetKind() != "Deployment" {
			continue
		}
		var deployment appsv1.Deployment
		if err := runtime.DefaultUnstructuredConverter.FromUnstructured(object.Object, &deployment); err != nil {
			t.Fatal(err)
		}
		if *deployment.Spec.Replicas != 1 {
			t.Errorf("%s has %d replicas", deployment.Name, *deployment.Spec.Replicas)
		}
		for _, container := range deployment.Spec.Template.Spec.Containers {
			containers[container.Name] = container
		}
	}
	return containers
}

// The etcd is where the API server looks for it, and shows a certificate of that name.
func TestEtcdIsWhereTheServerExpectsIt(t *testing.T) {
	objects, err := etcd(built(), true)
	if err != nil {
		t.Fatal(err)
	}
	container := containersOf(t, objects)[etcdName]
	if !slices.Contains(container.Args, "--advertise-client-urls=https://etcd.connectors-system.svc:2379") ||
		!slices.Contains(container.Args, "--unsafe-no-fsync=true") {
		t.Errorf("arguments %q", container.Args)
	}
	secrets, err := etcdCertificates(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if got := namesOf(secrets); got != "etcd-serving connectors-apiserver-etcd" {
		t.Errorf("Secrets %s", got)
	}
}

func namesOf(objects []*unstructured.Unstructured) string {
	names := make([]string, 0, len(objects))
	for _, object := range objects {
		names = append(names, object.GetName())
	}
	return strings.Join(names, " ")
}

// Every Secret that the manifests mount is one of those that docs/install.md asks for, which are made here.
func TestCertificatesOfClassAPIs(t *testing.T) {
	root, err := cluster.FindRoot()
	if err != nil {
		t.Fatal(err)
	}
	secrets, err := classAPICertificates(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	objects, err := manifest.Read(deployed(root)...)
	if err != nil {
		t.Fatal(err)
	}
	var mounted []string
	for _, object := range objects {
		volumes, _, err := unstructured.NestedSlice(object.Object, "spec", "template", "spec", "volumes")
		if err != nil {
			t.Fatal(err)
		}
		for _, volume := range volumes {
			name, _, err := unstructured.NestedString(volume.(map[string]any), "secret", "secretName")
			if err != nil {
				t.Fatal(err)
			}
			mounted = append(mounted, name)
		}
	}
	for _, secret := range secrets {
		if !slices.Contains(mounted, secret.GetName()) {
			t.Errorf("no workload mounts Secret %s, only %q", secret.GetName(), mounted)
		}
	}
}
