// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package template

import (
	"context"
	"errors"
	"strings"
	"time"
)

// run is the state of one execution.
type run struct {
	ctx      context.Context
	limits   Limits
	deadline time.Time
	literals map[string]struct{}

	steps   int
	calls   int
	written int
	out     strings.Builder
}

// spend counts n steps, and is where an execution learns that it must end.
func (r *run) spend(n int) error {
	if n < 0 || n > r.limits.Steps-r.steps {
		r.steps = r.limits.Steps
		return limitf("takes more than %d steps: repeat less", r.limits.Steps)
	}
	r.steps += n
	if err := r.ctx.Err(); err != nil {
		return r.ended(err)
	}
	if time.Now().After(r.deadline) {
		return limitf("takes longer than %s", r.limits.Time)
	}
	return nil
}

func (r *run) ended(err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return &fault{msg: "takes longer than its caller waits", cause: err}
	}
	return &fault{msg: "was cancelled by its caller", cause: err}
}

// weigh refuses values that weigh too much together and counts them.
func (r *run) weigh(what string, values ...any) error {
	w, ok := weigh(r.limits.Value, values...)
	if err := r.spend(w / bytesPerStep); err != nil {
		return err
	}
	if !ok {
		return limitf("%s: larger than %d bytes, nested deeper than %d levels, or a map that contains itself",
			what, r.limits.Value, maxDepth)
	}
	return nil
}

// write counts n bytes that are about to be written.
func (r *run) write(n int) error {
	if n > r.limits.Output-r.written {
		return limitf("writes more than %d bytes", r.limits.Output)
	}
	r.written += n
	return nil
}

// step begins an iteration of a range that may run as many nodes.
func (r *run) step(nodes int) (string, error) {
	return "", r.spend(1 + nodes)
}

// enter begins the body of a template.
func (r *run) enter(nodes int) (string, error) {
	if r.calls >= maxCalls {
		return "", limitf("templates call each other more than %d levels deep", maxCalls)
	}
	r.calls++
	return "", r.spend(1 + nodes)
}

// leave ends the body of a template. An execution that fails within the body
// does not come here, and needs not: it is over.
func (r *run) leave() string {
	r.calls--
	return ""
}

// text comes before a piece of text of n bytes.
func (r *run) text(n int) (string, error) {
	return "", r.write(n)
}

// iterate takes what a range is about to iterate over.
func (r *run) iterate(v any) (any, error) {
	switch v := v.(type) {
	case nil, int, int64:
		return v, nil
	case []any:
		return v, nil
	case map[string]any:
		// text/template sorts the keys before the first iteration.
		return v, r.spend(len(v))
	default:
		return nil, faultf("range needs a list, a map or an integer, this is a %s", kindName(v))
	}
}
