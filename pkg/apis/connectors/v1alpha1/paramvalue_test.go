// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

func TestParamValue(t *testing.T) {
	for _, tt := range []struct {
		name, wire string
		want       v1alpha1.ParamValue
		back       string // empty for the same text
	}{
		{"string", `"a"`, v1alpha1.NewStringValue("a"), ""},
		{"empty string", `""`, v1alpha1.NewStringValue(""), ""},
		{"escapes", `"a\"b\n"`, v1alpha1.NewStringValue("a\"b\n"), ""},
		{"list", `["a","b"]`, v1alpha1.ParamValue{Type: v1alpha1.ParamTypeArray, ArrayVal: []string{"a", "b"}}, ""},
		{"empty list", ` [ ] `, v1alpha1.ParamValue{Type: v1alpha1.ParamTypeArray, ArrayVal: []string{}}, `[]`},
		{"map", `{"a":"b"}`, v1alpha1.ParamValue{Type: v1alpha1.ParamTypeObject, ObjectVal: map[string]string{"a": "b"}}, ""},
		{"empty map", `{}`, v1alpha1.ParamValue{Type: v1alpha1.ParamTypeObject, ObjectVal: map[string]string{}}, ""},
		{"number", `5`, v1alpha1.ParamValue{Type: v1alpha1.ParamTypeUnsupported, StringVal: "5"}, ""},
		{"long number", `12345678901234567890.5`, v1alpha1.ParamValue{Type: v1alpha1.ParamTypeUnsupported, StringVal: "12345678901234567890.5"}, ""},
		{"boolean", `true`, v1alpha1.ParamValue{Type: v1alpha1.ParamTypeUnsupported, StringVal: "true"}, ""},
		{"null", `null`, v1alpha1.ParamValue{Type: v1alpha1.ParamTypeUnsupported, StringVal: "null"}, ""},
		{"list with a number", `["a", 5]`, v1alpha1.ParamValue{Type: v1alpha1.ParamTypeUnsupported, StringVal: `["a",5]`}, `["a",5]`},
		{"list with null", `["a",null]`, v1alpha1.ParamValue{Type: v1alpha1.ParamTypeUnsupported, StringVal: `["a",null]`}, ""},
		{"map with null", `{"a":null}`, v1alpha1.ParamValue{Type: v1alpha1.ParamTypeUnsupported, StringVal: `{"a":null}`}, ""},
		{"map of maps", `{"a":{"b":"c"}}`, v1alpha1.ParamValue{Type: v1alpha1.ParamTypeUnsupported, StringVal: `{"a":{"b":"c"}}`}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got v1alpha1.ParamValue
			if err := json.Unmarshal([]byte(tt.wire), &got); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("read (-want +got):\n%s", diff)
			}
			back, err := json.Marshal(got)
			if err != nil {
				t.Fatal(err)
			}
			if want := tt.back; want == "" && string(back) != tt.wire || want != "" && string(back) != want {
				t.Errorf("written %s", back)
			}
		})
	}
}

func TestParamValueRefusesBrokenJSON(t *testing.T) {
	for _, wire := range []string{"", " ", `"`, `[`, `{"a"`, `nul`, `"a" "b"`} {
		if err := new(v1alpha1.ParamValue).UnmarshalJSON([]byte(wire)); err == nil {
			t.Errorf("%q accepted", wire)
		}
	}
}

func TestZeroParamValueIsAnEmptyString(t *testing.T) {
	for _, v := range []v1alpha1.ParamValue{{}, {Type: v1alpha1.ParamTypeString}} {
		if got, err := json.Marshal(v); err != nil || string(got) != `""` {
			t.Errorf("%#v is written %s, %v", v, got, err)
		}
	}
}

// FuzzParamValue holds that every JSON value is read, and written as JSON that is read the same again.
func FuzzParamValue(f *testing.F) {
	for _, seed := range []string{`"a"`, `["a"]`, `{"a":"b"}`, `[1]`, `{"a":{}}`, `null`, ` 5e3 `, `"\ud800"`, "\"\xff\""} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, wire []byte) {
		var first, second v1alpha1.ParamValue
		if err := json.Unmarshal(wire, &first); err != nil {
			if json.Valid(wire) {
				t.Fatalf("valid JSON %q: %v", wire, err)
			}
			return
		}
		back, err := json.Marshal(first)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(back, &second); err != nil {
			t.Fatalf("%q was written as %q: %v", wire, back, err)
		}
		if diff := cmp.Diff(first, second); diff != "" {
			t.Fatalf("%q was written as %q:\n%s", wire, back, diff)
		}
	})
}

// FuzzJSONValue holds the same for values of any form, and that nothing but white space is lost.
func FuzzJSONValue(f *testing.F) {
	for _, seed := range []string{`{"openapi": "3.0.1", "paths": {}}`, `"text"`, `[1, 2.50, 1e400]`, `null`, `{"a":1,"a":2}`, `"<&>"`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, wire []byte) {
		var value v1alpha1.JSONValue
		if err := json.Unmarshal(wire, &value); err != nil {
			if json.Valid(wire) {
				t.Fatalf("valid JSON %q: %v", wire, err)
			}
			return
		}
		var compact bytes.Buffer
		if err := json.Compact(&compact, wire); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(value.Raw, compact.Bytes()) {
			t.Fatalf("%q was read as %q", wire, value.Raw)
		}
		back, err := value.MarshalJSON()
		if err != nil || !bytes.Equal(back, value.Raw) {
			t.Fatalf("%q was written as %q, %v", value.Raw, back, err)
		}
	})
}

func TestJSONValue(t *testing.T) {
	if got, err := json.Marshal(v1alpha1.JSONValue{}); err != nil || string(got) != "null" {
		t.Errorf("the zero value is written %s, %v", got, err)
	}
	if err := new(v1alpha1.JSONValue).UnmarshalJSON([]byte(`{"a"`)); err == nil {
		t.Error("broken JSON accepted")
	}
	var value v1alpha1.JSONValue
	if err := json.Unmarshal([]byte("{ \"b\" : 1,\n\"a\" : [ true ] }"), &value); err != nil || string(value.Raw) != `{"b":1,"a":[true]}` {
		t.Errorf("read as %s, %v", value.Raw, err)
	}
}
