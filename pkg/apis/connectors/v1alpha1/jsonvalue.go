// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import (
	"bytes"
	"encoding/json"
)

// JSONValue is any JSON value, kept as it was written but for white space.
// +k8s:openapi-gen=true
type JSONValue struct {
	// Raw is the compact JSON text; empty means null.
	Raw []byte `json:"-"`
}

// UnmarshalJSON implements json.Unmarshaler.
func (v *JSONValue) UnmarshalJSON(data []byte) error {
	compact := &bytes.Buffer{}
	if err := json.Compact(compact, data); err != nil {
		return err
	}
	v.Raw = compact.Bytes()
	return nil
}

// MarshalJSON implements json.Marshaler.
func (v JSONValue) MarshalJSON() ([]byte, error) {
	if len(v.Raw) == 0 {
		return []byte("null"), nil
	}
	return v.Raw, nil
}

// OpenAPISchemaType says that the value may have any type.
func (JSONValue) OpenAPISchemaType() []string { return nil }

// OpenAPISchemaFormat says that the value has no format.
func (JSONValue) OpenAPISchemaFormat() string { return "" }
