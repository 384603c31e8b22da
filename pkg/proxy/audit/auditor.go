// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package audit

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/otel/trace"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/utils/clock"
)

// waitPoll is how often Wait looks.
const waitPoll = 5 * time.Millisecond

// Sink takes the lines of the audit log. It is safe for concurrent use.
type Sink interface {
	// Write takes one line with the newline at its end. The slice is the caller's again afterwards.
	Write(line []byte)
}

// Config is what an Auditor is made from.
type Config struct {
	// Sink takes the lines; without one none are written.
	Sink Sink
	// Metrics count the requests; required.
	Metrics *Metrics
	// Tracer begins a span for every request; without one the trace of the client is passed on as it is.
	Tracer trace.Tracer
	// Clock tells the time; the real one when nil.
	Clock clock.PassiveClock
}

// Auditor writes down what has become of requests. It is safe for concurrent use.
type Auditor struct {
	config Config
	lines  linePool
	// open are the requests whose lines are not in the Sink yet.
	open atomic.Int64
}

// New makes an Auditor. It starts nothing.
func New(config Config) (*Auditor, error) {
	if config.Metrics == nil {
		return nil, errors.New("audit.Config: Metrics are missing, by which requests are counted")
	}
	if config.Clock == nil {
		config.Clock = clock.RealClock{}
	}
	return &Auditor{config: config}, nil
}

// Wrap gives a handler that does what next does and writes it down. Handlers inside find the Record with Of. Inside a tunnel
// whose CONNECT went through Wrap as well, and in whose context the requests are served, their mode is ModeTunnel.
func (a *Auditor) Wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		x := a.begin(w, r)
		// No recover: a panic goes on with the stack that it has, and is seen here by what has not been set.
		defer x.handlerEnded()
		next.ServeHTTP(&x.answer, x.handed(r))
		x.returned = true
	})
}

// Wait returns when the lines of all requests are in the Sink, or with an error when ctx ends before. A server that ends calls it
// when it takes no requests any more, and stops the Sink afterwards.
func (a *Auditor) Wait(ctx context.Context) error {
	err := wait.PollUntilContextCancel(ctx, waitPoll, true, func(context.Context) (bool, error) { return a.open.Load() == 0, nil })
	if err != nil {
		return fmt.Errorf("%d requests have not ended, and have no line in the audit log: %w", a.open.Load(), err)
	}
	return nil
}

// write adds a line to the log.
func (a *Auditor) write(entry *Entry) {
	if a.config.Sink == nil {
		return
	}
	line := a.lines.get()
	*line = entry.Append((*line)[:0])
	a.config.Sink.Write(*line)
	a.lines.put(line)
}
