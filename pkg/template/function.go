// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package template

import (
	"fmt"
	"math"
	"reflect"
)

// function is one entry of the allow-list.
type function struct {
	name string
	// impl is called with the arguments of the template, converted to its
	// parameters. If its first parameter is a *run, that is passed before them.
	impl reflect.Value
	// builtin says that text/template runs the function itself: and, or, not,
	// which evaluate lazily, look at one level of a value and make none.
	builtin bool
	// shallow says that the work does not depend on the size of the arguments
	// and that the result is one of them or a part of one, so nothing is weighed.
	shallow bool
	// strict says that an argument that does not exist is an error, because it
	// would be written as <nil>.
	strict bool
	// guard is called before impl and refuses work or results that are not
	// proportional to the arguments. It may change args.
	guard func(r *run, args []reflect.Value) error
	// checkConstant checks a first argument that is a constant, when the
	// template is parsed; more is the number of arguments after it.
	checkConstant func(constant string, more int) error

	// What prepare finds out about impl: whether it wants the run, and the types
	// that arguments of the template are converted to.
	takesRun bool
	fixed    []reflect.Type
	variadic reflect.Type
}

// prepare reads the parameters of the implementation.
func (f *function) prepare() {
	t := f.impl.Type()
	for i := range t.NumIn() {
		if in := t.In(i); i == 0 && in == reflect.TypeFor[*run]() {
			f.takesRun = true
		} else {
			f.fixed = append(f.fixed, in)
		}
	}
	if t.IsVariadic() {
		last := len(f.fixed) - 1
		f.fixed, f.variadic = f.fixed[:last], f.fixed[last].Elem()
	}
}

// checkCount says what is wrong with a number of arguments, or "".
func (f *function) checkCount(n int) string {
	switch {
	case f.variadic == nil && n != len(f.fixed):
		return fmt.Sprintf("%s needs %d arguments, this has %d", f.name, len(f.fixed), n)
	case n < len(f.fixed):
		return fmt.Sprintf("%s needs at least %d arguments, this has %d", f.name, len(f.fixed), n)
	default:
		return ""
	}
}

// call runs a function of the allow-list for a template.
func (r *run) call(f *function, args []any) (any, error) {
	if err := r.spend(1); err != nil {
		return nil, err
	}
	if !f.shallow {
		if err := r.weigh(f.name+": the arguments are too large", args...); err != nil {
			return nil, err
		}
	}
	in, err := f.convert(args)
	if err != nil {
		return nil, err
	}
	if f.guard != nil {
		if err := f.guard(r, in); err != nil {
			return nil, err
		}
	}
	out, err := f.invoke(r, in)
	if err != nil || f.shallow {
		return out, err
	}
	return out, r.weigh(f.name+": the result is too large", out)
}

// invoke calls the implementation. Errors and panics of libraries quote their
// arguments, so they are replaced; only faults keep their text.
func (f *function) invoke(r *run, in []reflect.Value) (result any, err error) {
	defer func() {
		if recover() != nil {
			result, err = nil, faultf("%s: not possible with these arguments", f.name)
		}
	}()
	if f.takesRun {
		in = append([]reflect.Value{reflect.ValueOf(r)}, in...)
	}
	out := f.impl.Call(in)
	if len(out) == 2 && !out[1].IsNil() {
		if f, ok := out[1].Interface().(*fault); ok {
			return nil, f
		}
		return nil, faultf("%s: not possible with these arguments", f.name)
	}
	return f.plain(out[0].Interface())
}

// plain turns the results of sprig into the types that templates work on.
func (f *function) plain(v any) (any, error) {
	switch v := v.(type) {
	case nil, bool, int, int64, float64, string, []any, map[string]any:
		return v, nil
	case []string, []int, [][]any, map[string]string:
		return View(v), nil
	case version:
		return versionFields(v), nil
	default:
		return nil, faultf("%s: gives a value that templates cannot use", f.name)
	}
}

// convert matches arguments with the parameters of the implementation.
func (f *function) convert(args []any) ([]reflect.Value, error) {
	in := make([]reflect.Value, len(args))
	for i, arg := range args {
		want := f.variadic
		if i < len(f.fixed) {
			want = f.fixed[i]
		}
		if want == nil {
			return nil, faultf("%s", f.checkCount(len(args)))
		}
		if arg == nil && f.strict {
			return nil, faultf("%s: argument %d does not exist", f.name, i+1)
		}
		v, ok := convert(arg, want)
		if !ok {
			return nil, faultf("%s: argument %d %s, it must be a %s", f.name, i+1, isA(arg), typeName(want))
		}
		in[i] = v
	}
	return in, nil
}

// convert is as strict as text/template, but that it converts between the kinds
// of numbers where nothing is lost.
func convert(arg any, want reflect.Type) (reflect.Value, bool) {
	if arg == nil {
		switch want.Kind() {
		case reflect.Interface, reflect.Map, reflect.Slice:
			return reflect.Zero(want), true
		default:
			return reflect.Value{}, false
		}
	}
	switch want.Kind() {
	case reflect.Int:
		n, ok := integer(arg)
		if !ok || int64(int(n)) != n {
			return reflect.Value{}, false
		}
		return reflect.ValueOf(int(n)), true
	case reflect.Float64:
		n, ok := float(arg)
		return reflect.ValueOf(n), ok
	default:
		v := reflect.ValueOf(arg)
		return v, v.Type().AssignableTo(want)
	}
}

// integer returns a number without a fraction.
func integer(v any) (int64, bool) {
	switch v := v.(type) {
	case int:
		return int64(v), true
	case int64:
		return v, true
	case float64:
		if v != math.Trunc(v) || math.Abs(v) > 1<<53 {
			return 0, false
		}
		return int64(v), true
	default:
		return 0, false
	}
}

func float(v any) (float64, bool) {
	switch v := v.(type) {
	case int:
		return float64(v), true
	case int64:
		return float64(v), true
	case float64:
		return v, true
	default:
		return 0, false
	}
}

// kindName is what a message calls a value of the types that templates work on.
func kindName(v any) string {
	switch v.(type) {
	case nil:
		return "value that does not exist"
	case bool:
		return "bool"
	case int, int64, float64:
		return "number"
	case string:
		return "string"
	case []any:
		return "list"
	case map[string]any:
		return "map"
	default:
		return "value of an unknown type"
	}
}

func isA(v any) string {
	if v == nil {
		return "does not exist"
	}
	return "is a " + kindName(v)
}

func typeName(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Int:
		return "integer"
	case reflect.Float64:
		return "number"
	default:
		return kindName(reflect.Zero(t).Interface())
	}
}
