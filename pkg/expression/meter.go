// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package expression

import (
	"context"
	"errors"

	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"github.com/google/cel-go/common/types/traits"
	"github.com/google/cel-go/interpreter"
)

// meterName is the variable that carries the meter of an evaluation. It is not an
// identifier of CEL, so an expression cannot name it.
const meterName = "#meter"

// meter counts the work of one evaluation.
type meter struct {
	ctx context.Context
	// stop ends the comprehensions, which look at the context only.
	stop func()
	left int
	over *fault
}

// meterOf finds the meter. There is none when the planner evaluates constants,
// whose size is that of the expression: they get one of their own.
func meterOf(vars interpreter.Activation) *meter {
	if v, found := vars.ResolveName(meterName); found {
		if m, ok := v.(*meter); ok {
			return m
		}
	}
	return &meter{ctx: context.Background(), stop: func() {}, left: maxWork}
}

// spend counts work and reports whether the evaluation may go on.
func (m *meter) spend(work int) bool {
	if m.over != nil {
		return false
	}
	if work < 0 || work > m.left {
		m.over = limitf("does more than an expression may: look at fewer or smaller values")
		m.stop()
		return false
	}
	m.left -= work
	return m.ended() == nil
}

// ended says why the evaluation must end, or is nil.
func (m *meter) ended() *fault {
	if err := m.ctx.Err(); err != nil && m.over == nil {
		m.over = &fault{msg: "was cancelled by its caller", cause: err}
		if errors.Is(err, context.DeadlineExceeded) {
			m.over.msg = "takes longer than an expression may"
		}
	}
	return m.over
}

// exhausted is the value of a call that was not made.
func (m *meter) exhausted() ref.Val {
	return types.WrapErr(m.ended())
}

// text counts a walk over n bytes.
func (m *meter) text(n int) bool {
	return m.spend(1 + n/workBytes)
}

// walk counts a walk over all of a value. What is shared counts each time.
func (m *meter) walk(v ref.Val) bool {
	switch v := v.(type) {
	case types.String:
		return m.text(len(v))
	case types.Bytes:
		return m.text(len(v))
	case *types.Optional:
		return m.spend(1) && (!v.HasValue() || m.walk(v.GetValue()))
	case traits.Mapper:
		return m.walkMap(v)
	case traits.Lister:
		return m.walkList(v)
	default:
		return m.spend(1)
	}
}

func (m *meter) walkList(list traits.Lister) bool {
	if !m.spend(1) {
		return false
	}
	for it := list.Iterator(); it.HasNext() == types.True; {
		if !m.walk(it.Next()) {
			return false
		}
	}
	return true
}

func (m *meter) walkMap(dict traits.Mapper) bool {
	if !m.spend(1) {
		return false
	}
	for it := dict.Iterator(); it.HasNext() == types.True; {
		key := it.Next()
		if !m.walk(key) || !m.walk(dict.Get(key)) {
			return false
		}
	}
	return true
}
