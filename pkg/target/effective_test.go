// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package target

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/utils/ptr"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

func TestEffective(t *testing.T) {
	text := v1alpha1.NewStringValue
	class := gitClass(func(c *v1alpha1.ConnectorClass) {
		c.Spec.Address = &v1alpha1.ParamSpec{Default: ptr.To(text("https://default.example.com"))}
		c.Spec.Params = []v1alpha1.ParamSpec{{Name: "verify", Default: ptr.To(text("true"))}, {Name: "needed"}}
		c.Spec.AddressExtensions = []v1alpha1.ParamSpec{{Name: "api", Default: ptr.To(text("https://api.example.com"))}}
		c.Spec.AuthProbes = []v1alpha1.AuthProbe{
			{AuthName: "token", Params: []v1alpha1.ParamSpec{{Name: "other", Default: ptr.To(text("x"))}}},
			{AuthName: "basicAuth", Params: []v1alpha1.ParamSpec{{Name: "repository", Default: ptr.To(text("org/repo"))}}},
		}
	})
	connector := gitConnector(func(c *v1alpha1.Connector) {
		c.Spec.Address = ""
		c.Spec.Params = []v1alpha1.Param{{Name: "needed", Value: text("given")}}
		c.Status.ObservedGeneration = 3
		c.ManagedFields = []metav1.ManagedFieldsEntry{{Manager: "kubectl"}}
	})
	before := connector.DeepCopy()
	got := Effective(connector, class)
	want := gitConnector(func(c *v1alpha1.Connector) {
		c.Spec.Address = "https://default.example.com"
		c.Spec.Params = []v1alpha1.Param{{Name: "needed", Value: text("given")}, {Name: "verify", Value: text("true")}}
		c.Spec.AddressExtensions = []v1alpha1.Param{{Name: "api", Value: text("https://api.example.com")}}
		c.Spec.Auth.Params = []v1alpha1.Param{{Name: "repository", Value: text("org/repo")}}
	})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(before, connector); diff != "" {
		t.Errorf("the Connector itself was changed: %s", diff)
	}
}

func TestSameConnector(t *testing.T) {
	for name, test := range map[string]struct {
		change func(*v1alpha1.Connector)
		same   bool
	}{
		"the status":  {func(c *v1alpha1.Connector) { c.Status.ObservedGeneration = 9; c.ResourceVersion = "9" }, true},
		"the spec":    {func(c *v1alpha1.Connector) { c.Generation++ }, false},
		"a label":     {func(c *v1alpha1.Connector) { c.Labels = map[string]string{"a": "b"} }, false},
		"another one": {func(c *v1alpha1.Connector) { c.UID = "2" }, false},
		"it is being deleted": {func(c *v1alpha1.Connector) {
			c.DeletionTimestamp = ptr.To(metav1.Now())
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			before := gitConnector(func(c *v1alpha1.Connector) { c.Generation = 1 })
			after := before.DeepCopy()
			test.change(after)
			if got := sameConnector(before, after); got != test.same {
				t.Errorf("got %t, want %t", got, test.same)
			}
		})
	}
}
