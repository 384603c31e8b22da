// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connectors

// ParamType is the type of a param's value.
type ParamType string

// Types of a param's value.
const (
	ParamTypeString      ParamType = "string"
	ParamTypeArray       ParamType = "array"
	ParamTypeObject      ParamType = "object"
	ParamTypeUnsupported ParamType = "unsupported"
)

// ParamValue is a string, a list of strings or a map of strings. Type says which; an unsupported value is kept as its
// JSON text in StringVal.
type ParamValue struct {
	Type      ParamType
	StringVal string
	ArrayVal  []string
	ObjectVal map[string]string
}

// JSONValue is any JSON value as compact text.
type JSONValue struct {
	Raw []byte
}
