// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connectorclass

import (
	"slices"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

func TestChanged(t *testing.T) {
	class := func(change func(*v1alpha1.ConnectorClass)) bool {
		before := withProxy("git")
		after := before.DeepCopy()
		change(after)
		return classChanged(before, after)
	}
	service := func(change func(*corev1.Service)) bool {
		before := external("localhost", "http", 80)
		after := before.DeepCopy()
		change(after)
		return serviceChanged(before, after)
	}
	for _, tt := range []struct {
		name      string
		got, want bool
	}{
		{"resync of a class", class(func(*v1alpha1.ConnectorClass) {}), false},
		{"status of a class", class(func(c *v1alpha1.ConnectorClass) { c.Status.ObservedGeneration = 1 }), false},
		{"spec of a class", class(func(c *v1alpha1.ConnectorClass) { c.Generation++ }), true},
		{"another class of the same name", class(func(c *v1alpha1.ConnectorClass) { c.UID = "other" }), true},
		{"status of a Service", service(func(s *corev1.Service) { s.Status.Conditions = []metav1.Condition{{Type: "A"}} }), false},
		{"spec of a Service", service(func(s *corev1.Service) { s.Spec.ExternalName = "a.example" }), true},
		{"something else", classChanged("a", "b") || serviceChanged("a", "b"), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.got != tt.want {
				t.Errorf("changed is %t", tt.got)
			}
		})
	}
}

func TestServicesOf(t *testing.T) {
	class := withProxy("git")
	class.Spec.API = &v1alpha1.ConnectorClassAPI{Ref: &v1alpha1.ObjectReference{Kind: "Service", Name: "connectors-classapi"}, URI: "/git"}
	got, err := servicesOf(class)
	if want := []string{"connectors-system/connectors-classapi", "tools/api"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("%v, %v, want %v", got, err, want)
	}
	class.Spec.API.URI = "https://git.example.com"
	if got, err := servicesOf(class); err != nil || !slices.Equal(got, []string{"tools/api"}) {
		t.Errorf("%v, %v: a Service that an absolute uri makes unimportant", got, err)
	}
	if _, err := servicesOf("class"); err == nil {
		t.Error("something else was indexed")
	}
}
