// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package template

import (
	"encoding"
	"fmt"
	"math"
	"reflect"
	"strconv"
)

// View copies a Go value into the types that templates work on: nil, bool, int64,
// float64, string, []any and map[string]any. Nothing of the result is shared with
// v, and nothing of it has methods. [Template.Execute] applies it to its data.
//
// A struct becomes a map by the names of its Go fields; the fields of an embedded
// struct are there under its name and beside the others, as in Go. A nil pointer
// in a field of a struct type becomes an empty map, so that it is false, and its
// fields do not exist instead of being an error; every other nil pointer becomes
// nil. A nil list or map becomes an empty one. Bytes become a string. A struct that
// hides its fields becomes its text: a time is written as RFC 3339, or empty if it
// is zero. Functions, channels and what lies deeper than 300 levels, of which a pointer
// and an interface are one, become nil; keys of maps that are neither strings nor
// integers are left out.
func View(v any) any {
	return viewAny(v, 0)
}

// viewAny copies the types that templates work on without reflection, which
// makes a view of a view cheap.
func viewAny(v any, depth int) any {
	if depth > maxViewDepth {
		return nil
	}
	switch v := v.(type) {
	case nil, bool, int64, float64, string:
		return v
	case []any:
		list := make([]any, len(v))
		for i, e := range v {
			list[i] = viewAny(e, depth+1)
		}
		return list
	case map[string]any:
		dict := make(map[string]any, len(v))
		for k, e := range v {
			dict[k] = viewAny(e, depth+1)
		}
		return dict
	default:
		return view(reflect.ValueOf(v), depth)
	}
}

func view(v reflect.Value, depth int) any {
	if depth > maxViewDepth {
		return nil
	}
	switch v.Kind() {
	case reflect.Interface:
		if v.IsNil() {
			return nil
		}
		return viewAny(v.Interface(), depth+1)
	case reflect.Pointer:
		if v.IsNil() {
			return nil
		}
		return view(v.Elem(), depth+1)
	case reflect.Struct:
		return viewStruct(v, depth)
	case reflect.Map:
		return viewMap(v, depth)
	case reflect.Slice, reflect.Array:
		return viewList(v, depth)
	default:
		return viewScalar(v)
	}
}

func viewScalar(v reflect.Value) any {
	switch v.Kind() {
	case reflect.Bool:
		return v.Bool()
	case reflect.String:
		return v.String()
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return v.Int()
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		if n := v.Uint(); n <= math.MaxInt64 {
			return int64(n)
		}
		return float64(v.Uint())
	case reflect.Float32, reflect.Float64:
		return v.Float()
	default:
		return nil
	}
}

func viewList(v reflect.Value, depth int) any {
	if v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8 {
		return string(v.Bytes())
	}
	list := make([]any, v.Len())
	for i := range list {
		list[i] = view(v.Index(i), depth+1)
	}
	return list
}

func viewMap(v reflect.Value, depth int) any {
	dict := make(map[string]any, v.Len())
	for it := v.MapRange(); it.Next(); {
		key := it.Key()
		switch viewed := viewScalar(key).(type) {
		case string:
			dict[viewed] = view(it.Value(), depth+1)
		case int64:
			dict[strconv.FormatInt(viewed, 10)] = view(it.Value(), depth+1)
		}
	}
	return dict
}

func viewStruct(v reflect.Value, depth int) any {
	if text, ok := viewText(v); ok {
		return text
	}
	t := v.Type()
	dict := make(map[string]any, t.NumField())
	for i := range t.NumField() {
		if f := t.Field(i); f.IsExported() {
			dict[f.Name] = viewField(v.Field(i), depth+1)
		}
	}
	for i := range t.NumField() {
		promote(dict, t.Field(i))
	}
	return dict
}

// promote puts the fields of an embedded struct beside those of the outer one,
// which go first.
func promote(dict map[string]any, f reflect.StructField) {
	if !f.Anonymous {
		return
	}
	embedded, _ := dict[f.Name].(map[string]any)
	for name, value := range embedded {
		if _, hidden := dict[name]; !hidden {
			dict[name] = value
		}
	}
}

func viewField(v reflect.Value, depth int) any {
	if v.Kind() == reflect.Pointer && v.IsNil() && v.Type().Elem().Kind() == reflect.Struct {
		return map[string]any{}
	}
	return view(v, depth)
}

// viewText writes a struct that is more than its exported fields, such as a time
// or a quantity.
func viewText(v reflect.Value) (string, bool) {
	pointer := reflect.New(v.Type())
	if !v.CanInterface() {
		return "", false
	}
	pointer.Elem().Set(v)
	switch text := pointer.Interface().(type) {
	case encoding.TextMarshaler:
		if v.IsZero() {
			return "", true
		}
		written, err := text.MarshalText()
		return string(written), err == nil
	case fmt.Stringer:
		if !hidesFields(v.Type()) {
			return "", false
		}
		return text.String(), true
	default:
		return "", false
	}
}

func hidesFields(t reflect.Type) bool {
	for i := range t.NumField() {
		if !t.Field(i).IsExported() {
			return true
		}
	}
	return false
}
