// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package render_test

import (
	"testing"

	"connectors.alauda.io/pkg/csi/render"
	"connectors.alauda.io/pkg/target"
)

// Inputs have the same Origin only if the files of a class are the same.
func TestOrigin(t *testing.T) {
	input := func() render.Input {
		in := newInput("one")
		in.Connector.UID, in.Connector.ResourceVersion = "uid", "1"
		in.Params = map[string]map[string]string{"one": {"a": "1", "b": "2"}}
		return in
	}
	for _, tt := range []struct {
		name   string
		change func(in *render.Input)
		same   bool
	}{
		{"nothing", func(*render.Input) {}, true},
		{"a Bundle", func(in *render.Input) { in.Bundle = &render.Bundle{} }, true},
		{"another Connector", func(in *render.Input) { in.Connector.UID = "other" }, false},
		{"another version", func(in *render.Input) { in.Connector.ResourceVersion = "2" }, false},
		{"another name", func(in *render.Input) { in.Names = []string{"two"} }, false},
		{"another order", func(in *render.Input) { in.Names = []string{"two", "one"} }, false},
		{"a param", func(in *render.Input) { in.Params["one"]["a"] = "2" }, false},
		{"a token", func(in *render.Input) { in.Token = target.NewCredential("other") }, false},
		{"authorities", func(in *render.Input) { in.SystemCAs += "more" }, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			before, after := input(), input()
			tt.change(&after)
			one, ok := before.Origin()
			other, told := after.Origin()
			if !ok || !told || (one == other) != tt.same {
				t.Errorf("same: %t, want %t; told: %t, %t", one == other, tt.same, ok, told)
			}
		})
	}
}

// Without a version nobody can say whether a Connector has changed.
func TestOriginNeedsVersions(t *testing.T) {
	for name, change := range map[string]func(in *render.Input){
		"no UID":       func(in *render.Input) { in.Connector.UID = "" },
		"no version":   func(in *render.Input) { in.Connector.ResourceVersion = "" },
		"no Connector": func(in *render.Input) { in.Connector = nil },
	} {
		t.Run(name, func(t *testing.T) {
			in := newInput()
			in.Connector.UID, in.Connector.ResourceVersion = "uid", "1"
			change(&in)
			if _, ok := in.Origin(); ok {
				t.Error("there is one")
			}
		})
	}
}
