// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connectorclass

import (
	"fmt"
	"strings"
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

// stored is a ConnectorClass as etcd holds it.
func stored() *connectors.ConnectorClass {
	return &connectors.ConnectorClass{
		ObjectMeta: metav1.ObjectMeta{
			Name: "git", UID: "1", ResourceVersion: "7", Generation: 3,
			CreationTimestamp: metav1.NewTime(time.Unix(1700000000, 0)), Labels: map[string]string{"a": "b"},
		},
		Spec: connectors.ConnectorClassSpec{
			Auth: &connectors.ConnectorClassAuth{Types: []connectors.AuthType{{Name: "basicAuth", SecretType: "kubernetes.io/basic-auth"}}},
		},
		Status: connectors.ConnectorClassStatus{
			ObservedGeneration: 3,
			Conditions:         []connectors.Condition{{Type: "Ready", Status: metav1.ConditionFalse, Reason: "APINotReady"}},
		},
	}
}

func TestCreate(t *testing.T) {
	strategy, c := newStrategy(t), stored()
	strategy.PrepareForCreate(t.Context(), c)
	if c.Generation != 1 || c.Status.Conditions != nil || c.Status.ObservedGeneration != 0 {
		t.Errorf("generation %d, status %+v", c.Generation, c.Status)
	}
	if errs := strategy.Validate(t.Context(), c); len(errs) > 0 {
		t.Errorf("refused: %v", errs)
	}
	c.Spec.Auth.Types[0].Name = ""
	if errs := strategy.Validate(t.Context(), c); len(errs) != 1 || errs[0].Field != "spec.auth.types[0].name" {
		t.Errorf("got %v", errs)
	}
}

func TestUpdate(t *testing.T) {
	for _, tt := range []struct {
		name       string
		change     func(*connectors.ConnectorClass)
		generation int64
		refused    bool
	}{
		{"nothing", func(*connectors.ConnectorClass) {}, 3, false},
		{"annotation", func(c *connectors.ConnectorClass) { c.Annotations = map[string]string{"a": "b"} }, 3, false},
		{"spec", func(c *connectors.ConnectorClass) { c.Spec.Auth = nil }, 4, false},
		{"status", func(c *connectors.ConnectorClass) { c.Status = connectors.ConnectorClassStatus{} }, 3, false},
		{"bad spec", func(c *connectors.ConnectorClass) { c.Spec.LivenessProbe = &connectors.Probe{} }, 4, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			old, c := stored(), stored()
			tt.change(c)
			err := rest.BeforeUpdate(newStrategy(t), request.WithNamespace(t.Context(), ""), c, old)
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
	c.Spec.Auth, c.Labels, c.Finalizers = nil, nil, []string{"example.com/f"}
	c.Status.ObservedGeneration = 2
	if err := rest.BeforeUpdate(strategy, request.WithNamespace(t.Context(), ""), c, old); err != nil {
		t.Fatal(err)
	}
	want := stored()
	want.Status.ObservedGeneration = 2
	if diff := cmp.Diff(want, c); diff != "" {
		t.Errorf("more than the status changed:\n%s", diff)
	}
	if warnings := strategy.WarningsOnUpdate(t.Context(), c, old); warnings != nil {
		t.Errorf("warnings %v", warnings)
	}
}

func TestWrongTypesAreInternalErrors(t *testing.T) {
	strategy := newStrategy(t)
	other := &connectors.Connector{}
	strategy.PrepareForCreate(t.Context(), other)
	strategy.PrepareForUpdate(t.Context(), other, other)
	StatusStrategy{strategy}.PrepareForUpdate(t.Context(), other, other)
	for name, errs := range map[string]field.ErrorList{
		"create": strategy.Validate(t.Context(), other),
		"update": strategy.ValidateUpdate(t.Context(), stored(), other),
		"status": StatusStrategy{strategy}.ValidateUpdate(t.Context(), other, stored()),
	} {
		if len(errs) != 1 || errs[0].Type != field.ErrorTypeInternal {
			t.Errorf("%s: %v", name, errs)
		}
	}
}

func TestScopeAndResetFields(t *testing.T) {
	strategy := newStrategy(t)
	if strategy.NamespaceScoped() || strategy.AllowCreateOnUpdate() || !strategy.AllowUnconditionalUpdate() {
		t.Error("scope or update rules differ from those of built-in cluster-wide resources")
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
	types := func(proxied bool, types ...connectors.AuthType) connectors.ConnectorClassSpec {
		spec := connectors.ConnectorClassSpec{Auth: &connectors.ConnectorClassAuth{Types: types}}
		if proxied {
			spec.Proxy = &connectors.ConnectorClassProxy{URI: "http://proxy"}
		}
		return spec
	}
	described := func(first, second string) connectors.ConnectorClassSpec {
		return connectors.ConnectorClassSpec{
			AddressExtensions: []connectors.ParamSpec{{Name: "rest"}},
			API: &connectors.ConnectorClassAPI{OpenAPI: &connectors.JSONValue{Raw: fmt.Appendf(nil,
				`{"openapi":"3.0.3","paths":{"/0":{"x-openapi-address":%q,"get":{}},"/1":{"x-openapi-address":%q,"get":{}}}}`, first, second)}},
		}
	}
	keys := []connectors.ParamSpec{{Name: "token"}}
	inject := &connectors.Inject{Headers: []connectors.InjectedValue{{Name: "A", Value: "b"}}}
	for _, tt := range []struct {
		name string
		spec connectors.ConnectorClassSpec
		want []string
	}{
		{"known types", types(true, connectors.AuthType{SecretType: "kubernetes.io/basic-auth"},
			connectors.AuthType{SecretType: "connectors.cpaas.io/bearer-token"},
			connectors.AuthType{SecretType: "cpaas.io/distribution-registry-token"}), nil},
		{"own type, complete", types(true, connectors.AuthType{SecretType: "Opaque", Params: keys, Inject: inject}), nil},
		{"own type of a database", types(false, connectors.AuthType{SecretType: "Opaque", Params: keys}), nil},
		{"own type without inject", types(true, connectors.AuthType{SecretType: "Opaque", Params: keys, Inject: &connectors.Inject{}}),
			[]string{`spec.auth.types[0].inject: needed to put Secrets of type "Opaque" on requests`}},
		{"own type without params", types(true, connectors.AuthType{SecretType: "Opaque", Inject: inject}),
			[]string{`spec.auth.types[0].params: declare the keys of Secrets of type "Opaque", so that a missing one is reported`}},
		{"probe of another host", connectors.ConnectorClassSpec{AuthProbes: []connectors.AuthProbe{
			{Probe: connectors.Probe{HTTP: &connectors.HTTPProbe{Host: "other"}}},
		}}, []string{"spec.authProbes[0].probe.http.host: a probe of a host other than the Connector's carries no credential"}},
		{"operations at places that are there", described("rest", "https://api.example.com"), nil},
		{"operations at places that are not", described("rset", "u:password@h"), []string{
			"spec.api.openapi.paths[/0].x-openapi-address: neither a URL nor an address extension that the class declares: these requests are answered 400",
			"spec.api.openapi.paths[/1].x-openapi-address: neither a URL nor an address extension that the class declares: these requests are answered 400",
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			strategy, c := newStrategy(t), &connectors.ConnectorClass{Spec: tt.spec}
			if diff := cmp.Diff(tt.want, strategy.WarningsOnCreate(t.Context(), c)); diff != "" {
				t.Errorf("on create:\n%s", diff)
			}
			if diff := cmp.Diff(tt.want, strategy.WarningsOnUpdate(t.Context(), c, stored())); diff != "" {
				t.Errorf("on update:\n%s", diff)
			}
			if again := strategy.WarningsOnUpdate(t.Context(), c, c.DeepCopy()); again != nil {
				t.Errorf("again: %v", again)
			}
		})
	}
}

func TestTable(t *testing.T) {
	fresh := stored()
	fresh.Name, fresh.Status, fresh.CreationTimestamp = "fresh", connectors.ConnectorClassStatus{}, metav1.Time{}
	old := stored()
	old.CreationTimestamp = metav1.NewTime(time.Now().Add(-50 * time.Hour))
	list := &connectors.ConnectorClassList{ListMeta: metav1.ListMeta{ResourceVersion: "9"}, Items: []connectors.ConnectorClass{*old, *fresh}}
	table, err := NewTableConvertor().ConvertToTable(t.Context(), list, &metav1.TableOptions{})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, column := range table.ColumnDefinitions {
		names = append(names, strings.ToUpper(column.Name))
		if column.Priority != 0 || column.Description == "" {
			t.Errorf("column %+v", column)
		}
	}
	if got, want := strings.Join(names, " "), "NAME READY REASON AGE"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	want := [][]any{{"git", "False", "APINotReady", "2d2h"}, {"fresh", "Unknown", "", "<unknown>"}}
	if diff := cmp.Diff(want, [][]any{table.Rows[0].Cells, table.Rows[1].Cells}); diff != "" {
		t.Error(diff)
	}
	if table.ResourceVersion != "9" {
		t.Errorf("resourceVersion %q", table.ResourceVersion)
	}
	if _, err := NewTableConvertor().ConvertToTable(t.Context(), &connectors.Connector{}, nil); err == nil {
		t.Error("a Connector was printed as a class")
	}
}
