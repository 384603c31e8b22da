// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package template

import "time"

// Limits bound one execution. A zero field stands for its default.
type Limits struct {
	// Output is the size of the result in bytes; 1 MiB by default.
	Output int
	// Steps is the work of an execution: one for each node of the template that
	// is run, one for each function called and one more for every 256 bytes that
	// the function reads and returns; 100,000 by default.
	Steps int
	// Value is the weight of the arguments and of the result of one function in
	// bytes: 32 for each value and each key, and the length of each string, where
	// what is referred to twice counts twice; 1 MiB by default.
	Value int
	// Time is how long an execution may take; DefaultTime by default. A context
	// with an earlier deadline goes first.
	Time time.Duration
}

const (
	defaultOutput = 1 << 20
	defaultSteps  = 100_000
	defaultValue  = 1 << 20
)

// DefaultTime is how long an execution may take where Limits do not say it.
const DefaultTime = time.Second

// These bounds are not for the caller to choose: they keep the parser, the stack
// and single functions in proportion.
const (
	maxText      = 1 << 20 // bytes of a template
	maxActions   = 4096    // occurrences of {{ in a template
	maxLookups   = 1 << 24 // actions times dollar signs: variables are looked up one by one
	maxNesting   = 100     // blocks and parentheses in each other
	maxCalls     = 50      // templates that call templates
	maxDepth     = 100     // lists and maps in each other
	maxViewDepth = 300     // the same in Go values, with pointers and interfaces
	maxPattern   = 512     // bytes of a regular expression
	maxTerms     = 64      // arguments of decimal arithmetic
	maxWidth     = 1024    // width and precision of a printf verb
	maxCutset    = 256     // bytes of the characters to trim
	maxVersion   = 256     // bytes of a version and of a constraint on versions
	maxInteger   = 1 << 31 // ends of an integer sequence
	bytesPerStep = 256
)

func (l Limits) withDefaults() Limits {
	if l.Output <= 0 {
		l.Output = defaultOutput
	}
	if l.Steps <= 0 {
		l.Steps = defaultSteps
	}
	if l.Value <= 0 {
		l.Value = defaultValue
	}
	if l.Time <= 0 {
		l.Time = DefaultTime
	}
	return l
}
