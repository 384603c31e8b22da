// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package expression

import (
	"github.com/google/cel-go/common/operators"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"github.com/google/cel-go/common/types/traits"
	"github.com/google/cel-go/interpreter"
)

// guard returns the decorator that changes the plan of a program.
func guard(patterns map[int64]pattern) interpreter.InterpretableDecorator {
	return func(i interpreter.Interpretable) (interpreter.Interpretable, error) {
		switch i := i.(type) {
		case interpreter.InterpretableCall:
			return guardCall(i, patterns), nil
		case interpreter.InterpretableConstructor:
			return guardConstructor(i), nil
		default:
			return i, nil
		}
	}
}

func guardCall(call interpreter.InterpretableCall, patterns map[int64]pattern) interpreter.Interpretable {
	switch call.Function() {
	case operators.Equals:
		return &binary{call, equal}
	case operators.NotEquals:
		return &binary{call, notEqual}
	case operators.In:
		return &binary{call, in}
	case operators.Add:
		return &binary{call, add}
	case matchesName:
		return &renamed{&binary{call, patterns[call.ID()].match}}
	default:
		return &metered{call}
	}
}

// guardConstructor leaves lists and maps of constants to the planner, which makes
// them once.
func guardConstructor(c interpreter.InterpretableConstructor) interpreter.Interpretable {
	for _, v := range c.InitVals() {
		if _, ok := v.(interpreter.InterpretableConst); !ok {
			return &constructor{c}
		}
	}
	return c
}

// metered is a call whose work is proportional to its arguments. It counts what
// the call made, or walked, as far as that is a part of the result.
type metered struct {
	interpreter.InterpretableCall
}

// Eval implements interpreter.Interpretable.
func (c *metered) Eval(vars interpreter.Activation) ref.Val {
	m := meterOf(vars)
	if !m.spend(1) {
		return m.exhausted()
	}
	v := c.InterpretableCall.Eval(vars)
	size := 0
	switch made := v.(type) {
	case types.String:
		size = len(made) / workBytes
	case types.Bytes:
		size = len(made) / workBytes
	case traits.Lister:
		size = length(made)
	}
	if !m.spend(size) {
		return m.exhausted()
	}
	return v
}

// constructor is a literal of a list or a map that is not constant.
type constructor struct {
	interpreter.InterpretableConstructor
}

// Eval implements interpreter.Interpretable.
func (c *constructor) Eval(vars interpreter.Activation) ref.Val {
	m := meterOf(vars)
	if !m.spend(1 + len(c.InitVals())) {
		return m.exhausted()
	}
	return c.InterpretableConstructor.Eval(vars)
}

// binary is a call that is made here, because its work is counted before it.
type binary struct {
	interpreter.InterpretableCall
	op func(m *meter, left, right ref.Val) ref.Val
}

// Eval implements interpreter.Interpretable.
func (c *binary) Eval(vars interpreter.Activation) ref.Val {
	m := meterOf(vars)
	if !m.spend(1) {
		return m.exhausted()
	}
	args := c.Args()
	left := args[0].Eval(vars)
	right := args[1].Eval(vars)
	if types.IsUnknownOrError(left) {
		return left
	}
	if types.IsUnknownOrError(right) {
		return right
	}
	return types.LabelErrNode(c.ID(), c.op(m, left, right))
}

// renamed hides the name of a call from the planner, which would replace a call
// of matches with one that is not guarded.
type renamed struct {
	*binary
}

// Function implements interpreter.InterpretableCall.
func (*renamed) Function() string { return "guarded" }

// OverloadID implements interpreter.InterpretableCall.
func (*renamed) OverloadID() string { return "guarded" }

func equal(m *meter, left, right ref.Val) ref.Val {
	// A comparison ends with the smaller value at the latest, but which that is
	// is not known before.
	if isScalar(left) || isScalar(right) || (m.walk(left) && m.walk(right)) {
		return types.Equal(left, right)
	}
	return m.exhausted()
}

func notEqual(m *meter, left, right ref.Val) ref.Val {
	same := equal(m, left, right)
	if types.IsUnknownOrError(same) {
		return same
	}
	return types.Bool(same != types.True)
}

func in(m *meter, element, container ref.Val) ref.Val {
	holder, ok := container.(traits.Container)
	if !ok {
		return noSuchOverload()
	}
	if list, ok := container.(traits.Lister); ok && !m.walk(list) {
		return m.exhausted()
	}
	if !m.walk(element) {
		return m.exhausted()
	}
	return holder.Contains(element)
}

func add(m *meter, left, right ref.Val) ref.Val {
	adder, ok := left.(traits.Adder)
	if !ok {
		return noSuchOverload()
	}
	switch left := left.(type) {
	case types.String, types.Bytes:
		if !m.text(length(left) + length(right)) {
			return m.exhausted()
		}
	case traits.Lister:
		if length(left)+length(right) > maxList {
			m.spend(maxWork + 1)
		}
		if !m.spend(1) {
			return m.exhausted()
		}
	}
	return adder.Add(right)
}

// match is a call of matches with this pattern.
func (p pattern) match(m *meter, text, _ ref.Val) ref.Val {
	s, ok := text.(types.String)
	if !ok {
		return noSuchOverload()
	}
	if !m.spend(1 + (len(s)+1)*p.size/workBytes) {
		return m.exhausted()
	}
	return types.Bool(p.expr.MatchString(string(s)))
}

// noSuchOverload is the error of CEL, but not the value that it shares between
// evaluations and changes in them.
func noSuchOverload() ref.Val {
	return types.NewErr("no such overload")
}

func isScalar(v ref.Val) bool {
	switch v.(type) {
	case types.String, types.Bytes:
		return false
	case traits.Lister, traits.Mapper, *types.Optional:
		return false
	default:
		return true
	}
}

// length is the number of elements or of bytes, or 1.
func length(v ref.Val) int {
	switch v := v.(type) {
	case types.String:
		return len(v)
	case types.Bytes:
		return len(v)
	case traits.Sizer:
		if n, ok := v.Size().(types.Int); ok && n >= 0 && n <= 1<<62 {
			return int(min(n, 1<<40))
		}
	}
	return 1
}
