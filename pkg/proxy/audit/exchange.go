// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package audit

import (
	"context"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/otel/trace"
)

// exchange is a request from its begin to its end. It is one allocation: its parts stand for the parts of the request.
type exchange struct {
	auditor *Auditor
	request *http.Request
	context context.Context // of the handlers
	span    trace.Span      // nil without a Tracer
	began   time.Time
	arrived *modeMetrics // of the mode as it was then

	record Record
	answer answer
	body   body

	returned bool // the handler has, and did not panic
	aborted  bool
	// open is the handler, and the connection if the handler has taken it over. The last of them to end ends the exchange.
	open atomic.Int32
}

// begin notes what is known when a request has arrived.
func (a *Auditor) begin(w http.ResponseWriter, r *http.Request) *exchange {
	a.open.Add(1)
	x := &exchange{auditor: a, request: r, began: a.config.Clock.Now()}
	x.record.Mode = modeOf(r)
	x.arrived = a.config.Metrics.of(x.record.Mode)
	x.arrived.inFlight.Inc()
	x.answer = answer{ResponseWriter: w, exchange: x}
	x.open.Store(1)
	x.context = With(a.startSpan(x), &x.record)
	return x
}

// modeOf is what the form of a request says.
func modeOf(r *http.Request) Mode {
	around := find(r.Context())
	switch {
	case r.Method == http.MethodConnect:
		return ModeConnect
	case around != nil && around.Mode == ModeConnect:
		return ModeTunnel
	case r.URL.Host != "":
		return ModeForward
	}
	return ModeReverse
}

// handed is the request that handlers get.
func (x *exchange) handed(r *http.Request) *http.Request {
	r = r.WithContext(x.context)
	if r.Body != nil && r.Body != http.NoBody {
		x.body.ReadCloser = r.Body
		r.Body = &x.body
	}
	return r
}

func (x *exchange) handlerEnded() {
	if x.returned && x.answer.code == 0 && x.context.Err() == nil {
		x.answer.see(http.StatusOK) // which the server sends now
	}
	x.aborted = !x.returned || x.answer.late || x.answer.code == 0
	x.end()
}

// end is called for each of those that keep the exchange open.
func (x *exchange) end() {
	if x.open.Add(-1) > 0 {
		return
	}
	took := x.auditor.config.Clock.Since(x.began)
	x.arrived.inFlight.Dec()
	x.auditor.config.Metrics.observe(x, took)
	entry := x.entry(took)
	x.endSpan(&entry)
	x.auditor.write(&entry)
	x.auditor.open.Add(-1)
}

// entry is what is known in the end.
func (x *exchange) entry(took time.Duration) Entry {
	r := x.request
	e := Entry{
		Time: x.began, Mode: x.record.Mode,
		Connector: Connector{Namespace: x.record.Namespace, Name: x.record.Connector},
		Method:    r.Method, Host: withoutUser(r.Host), Path: r.URL.EscapedPath(), Protocol: r.Proto,
		Status: x.answer.code, Reason: x.record.Reason, Aborted: x.aborted,
		RequestBytes: x.body.read.Load(), ResponseBytes: x.answer.written.Load(), DurationSeconds: took.Seconds(),
		Upstream: x.record.Upstream, Client: r.RemoteAddr, UserAgent: r.Header.Get("User-Agent"), TraceID: x.traceID(),
	}
	if user := x.record.User; user != nil {
		e.User = User{Name: user.GetName(), UID: user.GetUID()}
	}
	if target := x.record.Target; target != nil {
		e.Connector = Connector{Namespace: target.Namespace, Name: target.Name, UID: string(target.UID)}
		e.SecretResourceVersion = target.SecretResourceVersion
	}
	return e
}

// withoutUser cuts off user information. HTTP/2 lets it through in the authority of a CONNECT.
func withoutUser(host string) string { return host[strings.LastIndexByte(host, '@')+1:] }
