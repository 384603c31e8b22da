// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package template

import (
	"math"
	"reflect"
	"strings"
)

// Guards get the arguments in the types of the parameters, so Int and String
// cannot panic. What they compute is bounded before it is multiplied.

// room refuses a result of n pieces of size bytes, and extra bytes besides.
func (r *run) room(n, size, extra int) error {
	if n < 0 || size < 0 || extra > r.limits.Value || !fits(n, size, r.limits.Value-extra) {
		return limitf("the result would be larger than %d bytes", r.limits.Value)
	}
	return nil
}

func guardRepeat(r *run, args []reflect.Value) error {
	count := args[0].Int()
	if count < 0 || count > int64(r.limits.Value) {
		return faultf("repeat: the count must be between 0 and %d", r.limits.Value)
	}
	return r.room(int(count), args[1].Len(), 0)
}

func guardIndent(r *run, args []reflect.Value) error {
	spaces, text := args[0].Int(), args[1].String()
	if spaces < 0 || spaces > maxWidth {
		return faultf("indent: the number of spaces must be between 0 and %d", maxWidth)
	}
	return r.room(strings.Count(text, "\n")+1, int(spaces), len(text)+1)
}

func guardReplace(r *run, args []reflect.Value) error {
	old, replacement, text := args[0].String(), args[1].String(), args[2].String()
	return r.room(strings.Count(text, old), len(replacement), len(text))
}

func guardJoin(r *run, args []reflect.Value) error {
	list, ok := args[1].Interface().([]any)
	if !ok {
		return nil
	}
	return r.room(len(list), args[0].Len(), 0)
}

// guardWrap bounds what is inserted by one line break for every character.
func guardWrap(r *run, args []reflect.Value) error {
	return r.room(2, args[1].Len(), 0)
}

func guardWrapWith(r *run, args []reflect.Value) error {
	width := max(args[0].Int(), 1)
	text := args[2].Len()
	// A line break ends at least width characters, or follows a space.
	breaks := int(int64(text)/width) + strings.Count(args[2].String(), " ") + 1
	return r.room(breaks, max(args[1].Len(), 1), text)
}

// guardTrimAll bounds the search of every character of the text in the cutset.
func guardTrimAll(_ *run, args []reflect.Value) error {
	if args[0].Len() > maxCutset {
		return limitf("the characters to trim are more than %d bytes", maxCutset)
	}
	return nil
}

// guardSplit bounds the number of parts before memory is taken for them.
func guardSplit(r *run, args []reflect.Value) error {
	parts := strings.Count(args[len(args)-1].String(), args[0].String()) + 1
	if len(args) == 3 {
		if n := args[1].Int(); n >= 0 {
			parts = int(min(int64(parts), n))
		}
	}
	return r.room(parts, nodeWeight, 0)
}

func guardUntil(r *run, args []reflect.Value) error {
	return r.sequence(0, args[0].Int(), 1)
}

func guardUntilStep(r *run, args []reflect.Value) error {
	return r.sequence(args[0].Int(), args[1].Int(), args[2].Int())
}

func guardSeq(r *run, args []reflect.Value) error {
	switch len(args) {
	case 1:
		return r.sequence(1, args[0].Int(), 1)
	case 2:
		return r.sequence(args[0].Int(), args[1].Int(), 1)
	case 3:
		return r.sequence(args[0].Int(), args[2].Int(), args[1].Int())
	default:
		return nil
	}
}

// sequence bounds the integers from start to stop in steps of step.
func (r *run) sequence(start, stop, step int64) error {
	for _, n := range []int64{start, stop, step} {
		if n < -maxInteger || n > maxInteger {
			return limitf("the ends of the sequence are too far from 0")
		}
	}
	length := int64(math.Abs(float64(stop-start)))/max(step, -step, 1) + 2
	return r.room(int(length), nodeWeight, 0)
}

func guardChunk(_ *run, args []reflect.Value) error {
	if args[0].Int() < 1 {
		return faultf("chunk: the size must be at least 1")
	}
	return nil
}

// guardUniq counts that every element is compared with all that came before.
func guardUniq(r *run, args []reflect.Value) error {
	return r.compare(args[:1], 1)
}

// guardWithout counts that every element is compared with all that are left out.
func guardWithout(r *run, args []reflect.Value) error {
	return r.compare(args, len(args))
}

func (r *run) compare(args []reflect.Value, times int) error {
	if list, ok := args[0].Interface().([]any); ok {
		times = max(times, len(list))
	}
	total := 0
	for _, arg := range args {
		w, _ := weigh(r.limits.Value, arg.Interface())
		total += w
	}
	if !fits(times, total, math.MaxInt) {
		return limitf("compares too many elements")
	}
	return r.spend(times * total / bytesPerStep)
}

// guardDecimal bounds the digits of a product.
func guardDecimal(_ *run, args []reflect.Value) error {
	if len(args) > maxTerms {
		return limitf("more than %d terms", maxTerms)
	}
	return nil
}

func guardRound(_ *run, args []reflect.Value) error {
	if n := args[1].Int(); n < -maxCutset || n > maxCutset {
		return faultf("round: the number of digits must be between %d and %d", -maxCutset, maxCutset)
	}
	return nil
}

func guardVersion(_ *run, args []reflect.Value) error {
	for _, arg := range args {
		if arg.Len() > maxVersion {
			return limitf("a version is longer than %d bytes", maxVersion)
		}
	}
	return nil
}
