// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package stack

import (
	"os/exec"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	apiregistrationv1 "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"

	"connectors.alauda.io/hack/local/cluster"
)

func TestQuoteIsOneWordOfAShell(t *testing.T) {
	for _, text := range []string{"", "/plain/path", "with space", `it's "quoted"`, "$HOME `x` \\ \n end"} {
		out, err := exec.Command("/bin/sh", "-c", "printf %s "+quote(text)).Output()
		if err != nil || string(out) != text {
			t.Errorf("quote(%q) is %q to a shell (error %v)", text, out, err)
		}
	}
}

// The manifests of the repository are those that the local stack can use.
func TestManifestsOfTheRepository(t *testing.T) {
	root, err := cluster.FindRoot()
	if err != nil {
		t.Fatal(err)
	}
	services, others, err := readManifests(root)
	if err != nil {
		t.Fatal(err)
	}
	if len(others) == 0 || others[0].GetKind() != "Namespace" {
		t.Errorf("%d objects before the server starts, want some, and the namespace first", len(others))
	}
	if len(services) != 1 {
		t.Fatalf("%d APIServices, want 1", len(services))
	}
	service := pointed(t, services[0])
	to := service.Spec.Service
	if service.Name != apiService || to.Name != APIServer || to.Namespace != SystemNamespace {
		t.Errorf("APIService %s leads to %s/%s, want %s to %s/%s",
			service.Name, to.Namespace, to.Name, apiService, SystemNamespace, APIServer)
	}
	if *to.Port != 12345 || string(service.Spec.CABundle) != "authority" {
		t.Errorf("port %d, authority %q", *to.Port, service.Spec.CABundle)
	}
}

func pointed(t *testing.T, object *unstructured.Unstructured) *apiregistrationv1.APIService {
	t.Helper()
	if err := point(object, 12345, []byte("authority")); err != nil {
		t.Fatal(err)
	}
	service := &apiregistrationv1.APIService{}
	if err := runtime.DefaultUnstructuredConverter.FromUnstructured(object.Object, service); err != nil {
		t.Fatal(err)
	}
	return service
}
