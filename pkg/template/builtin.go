// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package template

import (
	"cmp"
	"fmt"
	texttemplate "text/template"
)

// print takes the value of an action, which text/template is about to write.
func (r *run) print(v any) (string, error) {
	if v == nil {
		return "", faultf("prints a value that does not exist: use default, or ask for it with if")
	}
	s, ok := v.(string)
	if !ok {
		if err := r.weigh("the printed value is too large", v); err != nil {
			return "", err
		}
		s = fmt.Sprint(v)
	}
	if err := r.spend(1 + len(s)/bytesPerStep); err != nil {
		return "", err
	}
	return s, r.write(len(s))
}

// fail ends the execution with a message. A message that was put together may
// hold a part of the data, so it is not shown.
func (r *run) fail(msg string) (string, error) {
	if _, ok := r.literals[msg]; !ok {
		msg = "the template failed with a message that is not shown, because it is not a constant"
	}
	return "", &fault{msg: msg}
}

func printed(args ...any) string      { return fmt.Sprint(args...) }
func printedLine(args ...any) string  { return fmt.Sprintln(args...) }
func escapedHTML(args ...any) string  { return texttemplate.HTMLEscaper(args...) }
func escapedJS(args ...any) string    { return texttemplate.JSEscaper(args...) }
func escapedQuery(args ...any) string { return texttemplate.URLQueryEscaper(args...) }

// equal reports whether a equals b or one of more, as eq of text/template does.
// What does not exist equals only what does not exist.
func equal(a, b any, more ...any) (bool, error) {
	for _, other := range append([]any{b}, more...) {
		same, err := same(a, other)
		if same || err != nil {
			return same, err
		}
	}
	return false, nil
}

func same(a, b any) (bool, error) {
	if a == nil || b == nil {
		return a == nil && b == nil, nil
	}
	switch a := a.(type) {
	case bool:
		if b, ok := b.(bool); ok {
			return a == b, nil
		}
	case string, int, int64, float64:
		order, err := compared(a, b)
		return order == 0, err
	}
	return false, incomparable(a, b)
}

func notEqual(a, b any) (bool, error) {
	same, err := same(a, b)
	return !same, err
}

func less(a, b any) (bool, error) {
	order, err := compared(a, b)
	return order < 0, err
}

func lessOrEqual(a, b any) (bool, error) {
	order, err := compared(a, b)
	return order <= 0, err
}

func greater(a, b any) (bool, error) {
	order, err := compared(a, b)
	return order > 0, err
}

func greaterOrEqual(a, b any) (bool, error) {
	order, err := compared(a, b)
	return order >= 0, err
}

// compared orders two strings or two numbers.
func compared(a, b any) (int, error) {
	if a, ok := a.(string); ok {
		if b, ok := b.(string); ok {
			return cmp.Compare(a, b), nil
		}
		return 0, incomparable(a, b)
	}
	intA, okA := integer(a)
	intB, okB := integer(b)
	if okA && okB {
		return cmp.Compare(intA, intB), nil
	}
	floatA, okA := float(a)
	floatB, okB := float(b)
	if okA && okB {
		return cmp.Compare(floatA, floatB), nil
	}
	return 0, incomparable(a, b)
}

func incomparable(a, b any) error {
	return faultf("a %s cannot be compared with a %s", kindName(a), kindName(b))
}

// index looks up keys of maps and positions of lists and strings, one in another.
func index(item any, keys ...any) (any, error) {
	for _, key := range keys {
		switch container := item.(type) {
		case map[string]any:
			name, ok := key.(string)
			if !ok {
				return nil, faultf("index: the key of a map must be a string, this %s", isA(key))
			}
			item = container[name]
		case []any:
			i, err := offset(key, len(container)-1)
			if err != nil {
				return nil, err
			}
			item = container[i]
		case string:
			i, err := offset(key, len(container)-1)
			if err != nil {
				return nil, err
			}
			item = int64(container[i])
		default:
			return nil, faultf("index: needs a map, a list or a string, this %s", isA(item))
		}
	}
	return item, nil
}

// offset checks a position in a list or a string, which is at most last.
func offset(v any, last int) (int, error) {
	n, ok := integer(v)
	if !ok {
		return 0, faultf("a position must be an integer, this %s", isA(v))
	}
	if n < 0 || n > int64(last) {
		return 0, faultf("the position is beyond the end")
	}
	return int(n), nil
}

// length counts elements, and bytes of a string; what does not exist has none.
func length(v any) (int, error) {
	switch v := v.(type) {
	case nil:
		return 0, nil
	case string:
		return len(v), nil
	case []any:
		return len(v), nil
	case map[string]any:
		return len(v), nil
	default:
		return 0, faultf("len: needs a string, a list or a map, this %s", isA(v))
	}
}

// slice returns the part of a list or a string from a start to an end.
func slice(v any, bounds ...any) (any, error) {
	n, err := length(v)
	if err != nil {
		return nil, err
	}
	if len(bounds) > 2 {
		return nil, faultf("slice: takes a start and an end")
	}
	ends := [2]int{0, n}
	for i, bound := range bounds {
		if ends[i], err = offset(bound, n); err != nil {
			return nil, err
		}
	}
	if ends[0] > ends[1] {
		return nil, faultf("slice: the start is behind the end")
	}
	switch v := v.(type) {
	case string:
		return v[ends[0]:ends[1]], nil
	case []any:
		return v[ends[0]:ends[1]:ends[1]], nil
	default:
		return nil, faultf("slice: needs a list or a string, this %s", isA(v))
	}
}
