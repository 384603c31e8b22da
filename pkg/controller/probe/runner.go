// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package probe

import (
	"context"
	"errors"
	"time"

	"connectors.alauda.io/pkg/proxy/upstream"
)

const (
	defaultTimeout = 10 * time.Second
	plaintextAPI   = "the class API is asked over plain http, and the request would hold the credential in the open: " +
		"use https, or start the controller with --allow-plaintext-class-api"
)

// Options configure a Runner.
type Options struct {
	// Tools are the connections to tools, API those to class APIs, which another guard judges. Both are required.
	Tools, API *upstream.Transports
	// Timeout is how long a probe may take, with redirects, body and expression; ten seconds when zero.
	Timeout time.Duration
	// AllowPlaintextAPI lets class APIs be asked over plain http.
	AllowPlaintextAPI bool
}

// Runner runs plans. It is safe for concurrent use.
type Runner struct {
	options Options
}

// NewRunner completes the options. It starts nothing.
func NewRunner(options Options) (*Runner, error) {
	if options.Tools == nil || options.API == nil {
		return nil, errors.New("probe.Options: Tools or API is missing, and nothing can be asked without connections")
	}
	if options.Timeout == 0 {
		options.Timeout = defaultTimeout
	}
	return &Runner{options: options}, nil
}

// Run sends the probe and judges the answer. It ends after Options.Timeout, or when ctx does: then the outcome is
// Cancelled, unless the answer was already there.
func (r *Runner) Run(ctx context.Context, plan *Plan) Result {
	switch {
	case ctx.Err() != nil:
		return Result{Outcome: Cancelled, Message: wasCancelled}
	case plan.settled.Outcome != "":
		return plan.settled
	case plan.subject == theClassAPI && plan.origin.Scheme() != "https" && !r.options.AllowPlaintextAPI:
		return plan.result(Failed, plaintextAPI)
	}
	limited, cancel := context.WithTimeout(ctx, r.options.Timeout)
	defer cancel()
	t := newTrip(plan, r.transports(plan.subject))
	outcome, message := r.ask(limited, cancel, t)
	if outcome != Good && ctx.Err() != nil {
		return Result{Outcome: Cancelled, Message: wasCancelled}
	}
	return plan.result(outcome, t.place()+": "+plan.subject.worded(message))
}

func (r *Runner) transports(s subject) *upstream.Transports {
	if s == theClassAPI {
		return r.options.API
	}
	return r.options.Tools
}

func (r *Runner) ask(ctx context.Context, cancel context.CancelFunc, t *trip) (Outcome, string) {
	res, err := t.send(ctx)
	if err != nil {
		return r.failure(ctx, err)
	}
	defer dismiss(res, cancel)
	a := answer{status: res.StatusCode, header: res.Header}
	if t.plan.expects.readsBody {
		if a.body, err = readBody(res); err != nil {
			outcome, message := r.failure(ctx, err)
			return outcome, "answered " + status(res.StatusCode) + ", but its body did not come whole: " + message
		}
	}
	return t.plan.expects.judge(ctx, a)
}

// failure says what an error on the way means.
func (r *Runner) failure(ctx context.Context, err error) (Outcome, string) {
	var refused *redirectError
	var sending *sendError
	switch {
	case errors.As(err, &refused):
		return Failed, refused.msg
	case errors.Is(err, upstream.ErrClosed):
		return Cancelled, wasCancelled
	case isOver(ctx):
		return ConnectionFailed, "the tool did not answer within " + seconds(r.options.Timeout)
	case !errors.As(err, &sending):
		// What is left comes from http.Client, which quotes the Location.
		return Failed, notAURL
	}
	failure := upstream.Classify(sending.err)
	if failure.Reason == "AnswerTooLarge" || failure.Reason == "MalformedAnswer" {
		return Failed, failure.Message
	}
	return ConnectionFailed, failure.Message
}

// isOver says whether the time of a probe is over. The dialer has a timer of its own for it, which may be the first to fire.
func isOver(ctx context.Context) bool {
	deadline, ok := ctx.Deadline()
	return ok && !time.Now().Before(deadline)
}
