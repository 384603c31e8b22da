// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package render_test

import (
	"errors"
	"testing"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/csi/render"
)

func declaredParams() []v1alpha1.ParamSpec {
	text := v1alpha1.NewStringValue
	return []v1alpha1.ParamSpec{
		{Name: "user"},
		{Name: "color", Type: v1alpha1.ParamTypeString, Default: new(text("red")), Enum: []string{"red", "blue"}},
		{Name: "empty", Default: new(text(""))},
		{Name: "a-b", Default: new(text("dashed"))},
		{Name: "hosts", Type: v1alpha1.ParamTypeArray, Default: &v1alpha1.ParamValue{Type: v1alpha1.ParamTypeArray, ArrayVal: []string{"x", "y"}}},
		{Name: "none", Type: v1alpha1.ParamTypeArray, Default: &v1alpha1.ParamValue{Type: v1alpha1.ParamTypeArray}},
		{Name: "ports", Type: v1alpha1.ParamTypeObject, Default: &v1alpha1.ParamValue{Type: v1alpha1.ParamTypeObject, ObjectVal: map[string]string{"web": "80"}}},
	}
}

func withParams(values map[string]string) render.Input {
	in := newInput("c")
	in.Params = map[string]map[string]string{"c": values}
	return in
}

func TestParams(t *testing.T) {
	const all = `{{ with .configurations }}{{ .user }},{{ .color }},{{ .empty }},{{ index . "a-b" }},` +
		`{{ range .hosts }}{{ . }}{{ end }},{{ len .none }},{{ .ports.web }}{{ end }}`
	for _, tt := range []struct {
		name  string
		given map[string]string
		want  string
	}{
		{"defaults", map[string]string{"user": "u"}, "u,red,,dashed,xy,0,80"},
		{"given", map[string]string{"user": "u", "color": "blue", "empty": "full", "a-b": "c"}, "u,blue,full,c,xy,0,80"},
		{"given as empty", map[string]string{"user": "", "a-b": ""}, ",red,,,xy,0,80"},
		{"no template", map[string]string{"user": "{{ .context.token }}"}, "{{ .context.token }},red,,dashed,xy,0,80"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			class := one(all, declaredParams()...)
			if got := mustRender(t, class, withParams(tt.given))["f"]; got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// TestParamsAreSeenByTheirConfiguration: two may have params of the same name.
func TestParamsAreSeenByTheirConfiguration(t *testing.T) {
	class := render.Compile([]v1alpha1.Configuration{
		configuration("a", map[string]string{"a": "{{ .configurations.p }}"}, v1alpha1.ParamSpec{Name: "p"}),
		configuration("b", map[string]string{"b": "{{ .configurations.p }}"}, v1alpha1.ParamSpec{Name: "p"}),
		configuration("c", map[string]string{"c": "{{ len .configurations }}"}),
	})
	in := newInput("a", "b", "c")
	in.Params = map[string]map[string]string{"a": {"p": "1"}, "b": {"p": "2"}, "c": {}}
	if got := mustRender(t, class, in); got["a"]+got["b"]+got["c"] != "120" {
		t.Errorf("got %q, %q and %q", got["a"], got["b"], got["c"])
	}
}

func TestParamsAreRefused(t *testing.T) {
	for _, tt := range []struct {
		name  string
		given map[string]map[string]string
		want  string
	}{
		{"missing", nil, `configuration "c": param "user" is missing: it has no default, give it in configuration.params`},
		{"undeclared", map[string]map[string]string{"c": {"user": "u", "x": canary}}, `configuration "c": param "x" does not exist: the class declares "a-b", "color"`},
		{"not in the enum", map[string]map[string]string{"c": {"user": "u", "color": canary}}, `configuration "c": param "color" must be one of "blue", "red"`},
		{"declared as a list", map[string]map[string]string{"c": {"user": "u", "hosts": canary}}, `param "hosts" is declared as "array", and a volume can give strings only`},
		{"declared as a map", map[string]map[string]string{"c": {"user": "u", "ports": canary}}, `param "ports" is declared as "object"`},
		{"of a configuration that is not mounted", map[string]map[string]string{"c": {"user": "u"}, "d": {"p": canary}}, `configuration "d": has params but is not mounted: add it to configuration.names`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			in := newInput("c")
			in.Params = tt.given
			files, err := one("x", declaredParams()...).Render(t.Context(), in)
			expectError(t, files, err, tt.want)
			if !errors.Is(err, render.ErrNotOffered) {
				t.Errorf("%v is no ErrNotOffered", err)
			}
		})
	}
}

func TestDefaultOfAnotherType(t *testing.T) {
	list := v1alpha1.ParamValue{Type: v1alpha1.ParamTypeArray}
	for name, spec := range map[string]v1alpha1.ParamSpec{
		"list for a string":   {Name: "p", Default: &list},
		"string for a list":   {Name: "p", Type: v1alpha1.ParamTypeArray, Default: new(v1alpha1.NewStringValue("x"))},
		"number for a string": {Name: "p", Default: &v1alpha1.ParamValue{Type: v1alpha1.ParamTypeUnsupported, StringVal: "5"}},
	} {
		t.Run(name, func(t *testing.T) {
			files, err := one("x", spec).Render(t.Context(), newInput("c"))
			expectError(t, files, err, `configuration "c": the default of param "p" is not of the declared type`)
		})
	}
}
