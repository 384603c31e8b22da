// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package fuzzer fills objects of the API group with random values that can be written on the wire.
package fuzzer

import (
	"encoding/json"

	"k8s.io/apimachinery/pkg/runtime/serializer"
	"sigs.k8s.io/randfill"

	"connectors.alauda.io/pkg/apis/connectors"
	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// Funcs gives the functions for the types that random fields do not make valid, in the form that fuzzer.FuzzerFor of
// k8s.io/apimachinery/pkg/api/apitesting/fuzzer takes.
func Funcs(serializer.CodecFactory) []any {
	return []any{
		func(v *connectors.ParamValue, c randfill.Continue) {
			random := randomValue(c)
			*v = connectors.ParamValue{
				Type: connectors.ParamType(random.Type), StringVal: random.StringVal,
				ArrayVal: random.ArrayVal, ObjectVal: random.ObjectVal,
			}
		},
		func(v *v1alpha1.ParamValue, c randfill.Continue) { *v = randomValue(c) },
		func(v *connectors.JSONValue, c randfill.Continue) { v.Raw = randomJSON(c) },
		func(v *v1alpha1.JSONValue, c randfill.Continue) { v.Raw = randomJSON(c) },
	}
}

// randomValue sets the one field that the type asks for.
func randomValue(c randfill.Continue) v1alpha1.ParamValue {
	switch c.Intn(4) {
	case 0:
		v := v1alpha1.ParamValue{Type: v1alpha1.ParamTypeArray}
		c.Fill(&v.ArrayVal)
		return v
	case 1:
		v := v1alpha1.ParamValue{Type: v1alpha1.ParamTypeObject}
		c.Fill(&v.ObjectVal)
		return v
	case 2:
		return v1alpha1.ParamValue{Type: v1alpha1.ParamTypeUnsupported, StringVal: "[1,null,{}]"}
	default:
		return v1alpha1.NewStringValue(c.String(0))
	}
}

// randomJSON gives compact JSON. Its keys are sorted, as every encoder of maps writes them.
func randomJSON(c randfill.Continue) []byte {
	document := map[string]any{}
	for range c.Intn(4) {
		document[c.String(0)] = []any{c.String(0), c.Int63(), c.Bool(), nil, map[string]any{c.String(0): c.String(0)}}
	}
	raw, err := json.Marshal(document)
	if err != nil {
		// Strings, numbers and the like can always be written; an empty document serves as well.
		return []byte("{}")
	}
	return raw
}
