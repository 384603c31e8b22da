// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package probe

import "testing"

func TestSameOrigin(t *testing.T) {
	plan := func(probe, address string) *Plan { return parse(t, probe).Plan(t.Context(), newInput(t, address)) }
	tool := plan(`http: {path: /}`, "https://tool.example/a")
	class := newInput(t, "https://tool.example")
	class.API = &API{URL: "https://tool.example"}
	tests := []struct {
		name  string
		other *Plan
		want  bool
	}{
		{"another path", plan(`http: {path: /b, method: POST}`, "https://Tool.example:443/c"), true},
		{"another port", plan(`http: {path: /}`, "https://tool.example:8443"), false},
		{"another scheme", plan(`http: {path: /, scheme: http}`, "https://tool.example"), false},
		{"the class API at the same place", parse(t, `api: {path: /}`).Plan(t.Context(), class), false},
		{"none", nil, false},
		{"impossible", Impossible("the probe cannot be used"), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if SameOrigin(tool, tt.other) != tt.want || SameOrigin(tt.other, tool) != tt.want {
				t.Errorf("want %t", tt.want)
			}
		})
	}
	if one := Impossible("a"); SameOrigin(one, one) {
		t.Error("plans that ask nobody ask the same place")
	}
	expect(t, newRunner(t, nil).Run(t.Context(), Impossible("the probe cannot be used")), Failed, "the probe cannot be used", "")
}
