// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package template_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/intstr"

	"connectors.alauda.io/pkg/template"
)

type kind string

type inner struct{ Name, Shadowed string }

type outer struct {
	inner
	Inner    inner
	Shadowed string
	hidden   string
}

type promoted struct {
	metav1.ObjectMeta
	Name string
}

type recursive struct {
	Next *recursive
	Any  any
}

func TestView(t *testing.T) {
	var nilMap map[string]string
	loop := &recursive{}
	loop.Next = loop
	none := map[string]any{}
	list := []any{}
	tests := []struct {
		name string
		in   any
		want any
	}{
		{"nil", nil, nil},
		{"nil pointer", (*inner)(nil), nil},
		{"named string", kind("k"), "k"},
		{"integers", []any{int8(-1), uint16(2), uint64(1 << 63), 3}, []any{int64(-1), int64(2), float64(1 << 63), int64(3)}},
		{"floats and bools", []any{float32(0.5), true}, []any{0.5, true}},
		{"bytes", []byte("text"), "text"},
		{"map of bytes", map[string][]byte{"k": []byte("v")}, map[string]any{"k": "v"}},
		{"nil map", nilMap, none},
		{"nil list", []string(nil), list},
		{"array", [2]bool{true}, []any{true, false}},
		{"integer keys", map[int]string{7: "x"}, map[string]any{"7": "x"}},
		{"other keys", map[float64]string{7: "x"}, none},
		{"functions", map[string]any{"f": func() {}, "c": make(chan int)}, map[string]any{"f": nil, "c": nil}},
		{"unexported fields", outer{inner: inner{Name: "i"}, Shadowed: "s", hidden: "h"},
			map[string]any{"Inner": map[string]any{"Name": "", "Shadowed": ""}, "Shadowed": "s"}},
		{"time", metav1.NewTime(time.Unix(0, 0).UTC()), "1970-01-01T00:00:00Z"},
		{"zero time", metav1.Time{}, ""},
		{"quantity", resource.MustParse("1Gi"), "1Gi"},
		{"int or string", intstr.FromInt32(8), map[string]any{"Type": int64(0), "IntVal": int64(8), "StrVal": ""}},
		{"raw", runtime.RawExtension{Raw: []byte("{}")}, map[string]any{"Raw": "{}", "Object": nil}},
		{"nil struct in a field", struct{ Ref *corev1.SecretReference }{}, map[string]any{"Ref": none}},
		{"nil scalar in a field", struct{ N *int }{}, map[string]any{"N": nil}},
		{"nil type that holds itself", struct{ R *recursive }{}, map[string]any{"R": none}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, template.View(tt.in)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestViewEndsOnCycles(t *testing.T) {
	loop := &recursive{}
	loop.Next = loop
	var self any
	self = &self
	for _, v := range []any{loop, self} {
		text := `{{ .v }}`
		if _, err := parse(t, text, template.Limits{}).Execute(t.Context(), map[string]any{"v": v}); err == nil {
			t.Error("a value that contains itself was printed")
		}
	}
}

func TestViewPromotes(t *testing.T) {
	got, ok := template.View(promoted{ObjectMeta: metav1.ObjectMeta{Name: "meta", Namespace: "ns"}, Name: "own"}).(map[string]any)
	if !ok {
		t.Fatal("not a map")
	}
	meta, ok := got["ObjectMeta"].(map[string]any)
	if !ok || meta["Name"] != "meta" || got["Name"] != "own" || got["Namespace"] != "ns" {
		t.Errorf("got %v", got)
	}
}

func TestViewSharesNothing(t *testing.T) {
	in := map[string]any{"list": []any{map[string]any{"k": "v"}}}
	out, ok := template.View(in).(map[string]any)
	if !ok {
		t.Fatal("not a map")
	}
	out["list"].([]any)[0].(map[string]any)["k"] = "changed"
	if diff := cmp.Diff(map[string]any{"list": []any{map[string]any{"k": "v"}}}, in); diff != "" {
		t.Errorf("the original was changed (-want +got):\n%s", diff)
	}
}
