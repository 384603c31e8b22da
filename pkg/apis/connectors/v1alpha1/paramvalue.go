// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import (
	"bytes"
	"encoding/json"
	"errors"
)

// ParamType is the type of a param's value.
type ParamType string

// Types of a param's value.
const (
	// ParamTypeString is a string; the zero ParamValue is an empty one.
	ParamTypeString ParamType = "string"
	// ParamTypeArray is a list of strings.
	ParamTypeArray ParamType = "array"
	// ParamTypeObject is a map of strings.
	ParamTypeObject ParamType = "object"
	// ParamTypeUnsupported is any other JSON value. It is decoded so that validation can refuse it by its field path.
	ParamTypeUnsupported ParamType = "unsupported"
)

// ParamValue is a string, a list of strings or a map of strings on the wire. Templates see it as this object.
// +k8s:openapi-gen=true
type ParamValue struct {
	// Type says which of the other fields holds the value.
	Type ParamType `json:"-"`
	// StringVal is the value of a string, or the JSON text of an unsupported value.
	StringVal string `json:"-"`
	// ArrayVal is the value of an array.
	ArrayVal []string `json:"-"`
	// ObjectVal is the value of an object.
	ObjectVal map[string]string `json:"-"`
}

// NewStringValue gives the ParamValue of a string.
func NewStringValue(s string) ParamValue {
	return ParamValue{Type: ParamTypeString, StringVal: s}
}

// UnmarshalJSON implements json.Unmarshaler. It fails on malformed JSON only.
func (v *ParamValue) UnmarshalJSON(data []byte) error {
	*v = ParamValue{}
	data = bytes.TrimSpace(data)
	if len(data) == 0 {
		return errors.New("a param value must be a string, a list of strings or a map of strings, not nothing")
	}
	switch data[0] {
	case '"':
		v.Type = ParamTypeString
		return json.Unmarshal(data, &v.StringVal)
	case '[':
		if list, ok := stringList(data); ok {
			v.Type, v.ArrayVal = ParamTypeArray, list
			return nil
		}
	case '{':
		if object, ok := stringMap(data); ok {
			v.Type, v.ObjectVal = ParamTypeObject, object
			return nil
		}
	}
	compact := &bytes.Buffer{}
	if err := json.Compact(compact, data); err != nil {
		return err
	}
	v.Type, v.StringVal = ParamTypeUnsupported, compact.String()
	return nil
}

func stringList(data []byte) ([]string, bool) {
	var values []*string
	if err := json.Unmarshal(data, &values); err != nil {
		return nil, false
	}
	list := make([]string, 0, len(values))
	for _, value := range values {
		if value == nil {
			return nil, false
		}
		list = append(list, *value)
	}
	return list, true
}

func stringMap(data []byte) (map[string]string, bool) {
	var values map[string]*string
	if err := json.Unmarshal(data, &values); err != nil {
		return nil, false
	}
	object := make(map[string]string, len(values))
	for key, value := range values {
		if value == nil {
			return nil, false
		}
		object[key] = *value
	}
	return object, true
}

// MarshalJSON implements json.Marshaler.
func (v ParamValue) MarshalJSON() ([]byte, error) {
	switch v.Type {
	case ParamTypeArray:
		if v.ArrayVal == nil {
			return []byte("[]"), nil
		}
		return json.Marshal(v.ArrayVal)
	case ParamTypeObject:
		if v.ObjectVal == nil {
			return []byte("{}"), nil
		}
		return json.Marshal(v.ObjectVal)
	case ParamTypeUnsupported:
		return []byte(v.StringVal), nil
	default:
		return json.Marshal(v.StringVal)
	}
}

// OpenAPISchemaType says that the value has no single type on the wire.
func (ParamValue) OpenAPISchemaType() []string { return nil }

// OpenAPISchemaFormat says that the value has no format.
func (ParamValue) OpenAPISchemaFormat() string { return "" }
