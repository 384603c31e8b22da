// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package render_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/csi/render"
)

func TestLaterOverwritesEarlier(t *testing.T) {
	class := render.Compile([]v1alpha1.Configuration{
		configuration("a", map[string]string{"f": "a", "g": "a", "context.token": "a"}),
		configuration("b", map[string]string{"f": "b", "h": "b"}),
		// What is not in the volume is not rendered, so that it cannot fail.
		configuration("fails", map[string]string{"f": `{{ fail "no" }}`}),
	})
	for _, tt := range []struct {
		names string
		want  map[string]string
	}{
		{"a", map[string]string{"f": "a", "g": "a", "context.token": "a"}},
		{"b", map[string]string{"f": "b", "h": "b", "context.token": canary}},
		{"a,b", map[string]string{"f": "b", "g": "a", "h": "b", "context.token": "a"}},
		{"b,a", map[string]string{"f": "a", "g": "a", "h": "b", "context.token": "a"}},
		{"fails,b", map[string]string{"f": "b", "h": "b", "context.token": canary}},
		{"a,a", map[string]string{"f": "a", "g": "a", "context.token": "a"}},
	} {
		t.Run(tt.names, func(t *testing.T) {
			got := mustRender(t, class, newInput(strings.Split(tt.names, ",")...))
			for _, name := range builtInNames() {
				if name != "context.token" {
					delete(got, name)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestUnknownConfigurations(t *testing.T) {
	class := render.Compile([]v1alpha1.Configuration{configuration("b", nil), configuration("a", nil)})
	for _, tt := range []struct {
		name  string
		class *render.Class
		names []string
		want  string
	}{
		{"unknown", class, []string{"a", "x"}, `configuration "x": does not exist in the class, which has "a", "b"`},
		{"empty", class, []string{""}, `does not exist in the class, which has "a", "b"`},
		{"capitals", class, []string{"A"}, `configuration "A": does not exist`},
		{"class without any", render.Compile(nil), []string{"a"}, `does not exist in the class, which has none`},
		{"no class", nil, []string{"a"}, `which has none`},
		{"long name", class, []string{strings.Repeat("\x00", 1<<20)}, "…"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			files, err := tt.class.Render(t.Context(), newInput(tt.names...))
			expectError(t, files, err, tt.want)
			if !errors.Is(err, render.ErrNotOffered) {
				t.Errorf("%v is no ErrNotOffered", err)
			}
		})
	}
}

func TestManyConfigurationsAreNotAllListed(t *testing.T) {
	var many []v1alpha1.Configuration
	for _, r := range "abcdefghijkl" {
		many = append(many, configuration(string(r), nil))
	}
	files, err := render.Compile(many).Render(t.Context(), newInput("x"))
	expectError(t, files, err, `"a", "b", "c", "d", "e", "f", "g", "h", "i", "j" and 2 more`)
}

// TestBadConfigurationStandsAlone: it is refused when it is asked for, and the others work.
func TestBadConfigurationStandsAlone(t *testing.T) {
	class := render.Compile([]v1alpha1.Configuration{
		configuration("good", map[string]string{"f": "x"}),
		configuration("broken", map[string]string{"a": "x", "f": "a\nb {{ .x "}),
		configuration("forbidden", map[string]string{"f": `{{ env "HOME" }}`}),
		configuration("folder", map[string]string{"a/b": "x"}),
		configuration("twice", map[string]string{"f": "first"}),
		configuration("twice", map[string]string{"f": "second"}),
		configuration("params", nil, v1alpha1.ParamSpec{Name: "p"}, v1alpha1.ParamSpec{Name: "p"}),
	})
	mustRender(t, class, newInput("good"))
	for name, want := range map[string]string{
		"broken":    `configuration "broken", file "f", line 2, column 3: `,
		"forbidden": `configuration "forbidden", file "f", line 1, column 4: function "env" does not exist or is not allowed`,
		"folder":    `configuration "folder", file "a/b": is no name of a file: `,
		"twice":     `configuration "twice": is declared twice in the class`,
		"params":    `configuration "params": param "p" is declared twice in the class`,
	} {
		t.Run(name, func(t *testing.T) {
			files, err := class.Render(t.Context(), newInput("good", name))
			expectError(t, files, err, want)
			if errors.Is(err, render.ErrNotOffered) {
				t.Errorf("%v blames the Pod", err)
			}
		})
	}
}

// TestClassKeepsNothing: what is compiled does not change with the object.
func TestClassKeepsNothing(t *testing.T) {
	declared := []v1alpha1.Configuration{configuration("c", map[string]string{"f": "{{ .configurations.p }}"},
		v1alpha1.ParamSpec{Name: "p", Enum: []string{"a"}, Default: &v1alpha1.ParamValue{StringVal: "d"}})}
	class := render.Compile(declared)
	declared[0].Data["f"], declared[0].Params[0].Enum[0], declared[0].Params[0].Default.StringVal = "x", "x", "x"
	if got := mustRender(t, class, newInput("c"))["f"]; got != "d" {
		t.Errorf("got %q", got)
	}
	in := newInput("c")
	in.Params = map[string]map[string]string{"c": {"p": "a"}}
	if got := mustRender(t, class, in)["f"]; got != "a" {
		t.Errorf("got %q", got)
	}
}
