// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connector

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/apiserver/pkg/registry/rest"
	"sigs.k8s.io/structured-merge-diff/v6/fieldpath"

	"connectors.alauda.io/pkg/apis/connectors"
	"connectors.alauda.io/pkg/apis/connectors/install"
)

func newStrategy(t *testing.T) Strategy {
	t.Helper()
	scheme := runtime.NewScheme()
	if err := install.Install(scheme); err != nil {
		t.Fatal(err)
	}
	return NewStrategy(scheme)
}

func inNamespace() context.Context {
	return request.WithNamespace(context.Background(), "team")
}

// stored is a Connector as etcd holds it.
func stored() *connectors.Connector {
	return &connectors.Connector{
		ObjectMeta: metav1.ObjectMeta{
			Name: "git", Namespace: "team", UID: "1", ResourceVersion: "7", Generation: 3,
			CreationTimestamp: metav1.NewTime(time.Unix(1700000000, 0)), Labels: map[string]string{"a": "b"},
		},
		Spec: connectors.ConnectorSpec{ConnectorClassName: "git", Address: "https://github.com"},
		Status: connectors.ConnectorStatus{
			ObservedGeneration: 3,
			Conditions:         []connectors.Condition{{Type: "Ready", Status: metav1.ConditionTrue}},
		},
	}
}

func TestCreate(t *testing.T) {
	for _, tt := range []struct {
		name    string
		change  func(*connectors.Connector)
		refused string
	}{
		{"good", func(*connectors.Connector) {}, ""},
		{"no class", func(c *connectors.Connector) { c.Spec.ConnectorClassName = "" }, "spec.connectorClassName"},
		{"bad name", func(c *connectors.Connector) { c.Name = "A" }, "metadata.name"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := stored()
			c.ResourceVersion = ""
			tt.change(c)
			strategy := newStrategy(t)
			strategy.PrepareForCreate(inNamespace(), c)
			if c.Generation != 1 || c.Status.Conditions != nil || c.Status.ObservedGeneration != 0 {
				t.Errorf("generation %d, status %+v", c.Generation, c.Status)
			}
			expectField(t, strategy.Validate(inNamespace(), c), tt.refused)
		})
	}
}

func expectField(t *testing.T, errs field.ErrorList, path string) {
	t.Helper()
	switch {
	case path == "" && len(errs) > 0:
		t.Errorf("refused: %v", errs)
	case path != "" && (len(errs) != 1 || errs[0].Field != path):
		t.Errorf("got %v, want one error at %s", errs, path)
	}
}

func TestUpdate(t *testing.T) {
	for _, tt := range []struct {
		name       string
		change     func(*connectors.Connector)
		generation int64
		refused    bool
	}{
		{"nothing", func(*connectors.Connector) {}, 3, false},
		{"label", func(c *connectors.Connector) { c.Labels = map[string]string{"c": "d"} }, 3, false},
		{"empty list for none", func(c *connectors.Connector) { c.Spec.Params = []connectors.Param{} }, 3, false},
		{"spec", func(c *connectors.Connector) { c.Spec.Address = "https://gitlab.com" }, 4, false},
		{"class", func(c *connectors.Connector) { c.Spec.ConnectorClassName = "gitlab" }, 4, false},
		{"status", func(c *connectors.Connector) { c.Status = connectors.ConnectorStatus{ObservedGeneration: 99} }, 3, false},
		{"generation", func(c *connectors.Connector) { c.Generation = 99 }, 3, false},
		{"bad spec", func(c *connectors.Connector) { c.Spec.Address = "github.com" }, 4, true},
		{"UID", func(c *connectors.Connector) { c.UID = "2" }, 3, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			old, c := stored(), stored()
			tt.change(c)
			err := rest.BeforeUpdate(newStrategy(t), inNamespace(), c, old)
			if (err != nil) != tt.refused {
				t.Fatalf("error %v", err)
			}
			if err != nil {
				return
			}
			if c.Generation != tt.generation {
				t.Errorf("generation %d, want %d", c.Generation, tt.generation)
			}
			if diff := cmp.Diff(old.Status, c.Status); diff != "" {
				t.Errorf("status changed:\n%s", diff)
			}
		})
	}
}

func TestStatusUpdate(t *testing.T) {
	strategy := StatusStrategy{newStrategy(t)}
	old, c := stored(), stored()
	c.Spec.Address, c.Labels, c.Annotations = "no address", nil, map[string]string{"x": "y"}
	c.Finalizers, c.Generation = []string{"example.com/f"}, 99
	c.Status.ObservedGeneration = 2
	if err := rest.BeforeUpdate(strategy, inNamespace(), c, old); err != nil {
		t.Fatal(err)
	}
	want := stored()
	want.Status.ObservedGeneration = 2
	if diff := cmp.Diff(want, c); diff != "" {
		t.Errorf("more than the status changed:\n%s", diff)
	}
	c.Status.Conditions[0].Status = "Maybe"
	expectField(t, strategy.ValidateUpdate(inNamespace(), c, old), "status.conditions[0].status")
}

func TestWrongTypesAreInternalErrors(t *testing.T) {
	strategy := newStrategy(t)
	other := &connectors.ConnectorClass{}
	strategy.PrepareForCreate(inNamespace(), other)
	strategy.PrepareForUpdate(inNamespace(), other, other)
	StatusStrategy{strategy}.PrepareForUpdate(inNamespace(), other, other)
	for name, errs := range map[string]field.ErrorList{
		"create":     strategy.Validate(inNamespace(), other),
		"update":     strategy.ValidateUpdate(inNamespace(), other, stored()),
		"update old": strategy.ValidateUpdate(inNamespace(), stored(), other),
		"status":     StatusStrategy{strategy}.ValidateUpdate(inNamespace(), stored(), other),
	} {
		if len(errs) != 1 || errs[0].Type != field.ErrorTypeInternal {
			t.Errorf("%s: %v", name, errs)
		}
	}
}

func TestScopeAndResetFields(t *testing.T) {
	strategy := newStrategy(t)
	if !strategy.NamespaceScoped() || strategy.AllowCreateOnUpdate() || !strategy.AllowUnconditionalUpdate() {
		t.Error("scope or update rules differ from those of built-in namespaced resources")
	}
	const version = fieldpath.APIVersion("connectors.alauda.io/v1alpha1")
	if set := strategy.GetResetFields()[version]; set == nil || set.String() != ".status" {
		t.Errorf("users cannot set %v", set)
	}
	if set := (StatusStrategy{strategy}).GetResetFields()[version]; set == nil || set.String() != ".metadata\n.spec" {
		t.Errorf("status writers cannot set %q", set)
	}
}

func TestWarnings(t *testing.T) {
	secret := &connectors.ConnectorAuth{Name: "basicAuth", SecretRef: &connectors.SecretReference{Name: "s"}}
	ca := &connectors.LocalSecretReference{Name: "ca"}
	extension := []connectors.Param{{Name: "api", Value: connectors.ParamValue{Type: "string", StringVal: "http://api"}}}
	for _, tt := range []struct {
		name string
		spec connectors.ConnectorSpec
		want []string
	}{
		{"https", connectors.ConnectorSpec{Address: "https://h", Auth: secret, CACertSecretRef: ca}, nil},
		{"http without Secret", connectors.ConnectorSpec{Address: "http://h"}, nil},
		{"http with Secret", connectors.ConnectorSpec{Address: "HTTP://h", Auth: secret},
			[]string{`spec.address: over http the credential of Secret "s" travels in clear; use https`}},
		{"extension over http", connectors.ConnectorSpec{Address: "https://h", Auth: secret, AddressExtensions: extension},
			[]string{`spec.addressExtensions[0].value: over http the credential of Secret "s" travels in clear; use https`}},
		{"CA over http", connectors.ConnectorSpec{Address: "http://h", AddressExtensions: extension, CACertSecretRef: ca},
			[]string{"spec.caCertSecretRef: has no effect, since no address is an https one"}},
		{"CA with the class's address", connectors.ConnectorSpec{CACertSecretRef: ca}, nil},
		{"database", connectors.ConnectorSpec{Address: "mysql://h", Auth: secret}, nil},
		{"field path", connectors.ConnectorSpec{Address: "https://h", Auth: &connectors.ConnectorAuth{
			SecretRef: &connectors.SecretReference{Name: "s", FieldPath: "data.a"},
		}}, []string{"spec.auth.secretRef.fieldPath: has no effect; the auth type says which keys of the Secret are used"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			strategy := newStrategy(t)
			c, old := &connectors.Connector{Spec: tt.spec}, stored()
			if diff := cmp.Diff(tt.want, strategy.WarningsOnCreate(inNamespace(), c)); diff != "" {
				t.Errorf("on create:\n%s", diff)
			}
			if diff := cmp.Diff(tt.want, strategy.WarningsOnUpdate(inNamespace(), c, old)); diff != "" {
				t.Errorf("on update:\n%s", diff)
			}
			if again := strategy.WarningsOnUpdate(inNamespace(), c, c.DeepCopy()); again != nil {
				t.Errorf("again: %v", again)
			}
			if status := (StatusStrategy{strategy}).WarningsOnUpdate(inNamespace(), c, old); status != nil {
				t.Errorf("on a status update: %v", status)
			}
		})
	}
}
