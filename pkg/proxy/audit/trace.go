// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package audit

import (
	"context"
	"net/http"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

// PassTrace makes a span of this process, if ctx has one, the parent of what the receiver of a request does. Without one,
// the headers stay as the client sent them. Baggage is never touched.
func PassTrace(ctx context.Context, headers http.Header) {
	span := trace.SpanContextFromContext(ctx)
	if !span.IsValid() || span.IsRemote() {
		return
	}
	// The state goes with its trace, and is not set where there is none.
	headers.Del("Tracestate")
	propagation.TraceContext{}.Inject(ctx, propagation.HeaderCarrier(headers))
}

// startSpan gives the context of the handlers, before the Record is put into it. A request inside a tunnel that names no
// trace belongs to that of its CONNECT.
func (a *Auditor) startSpan(x *exchange) context.Context {
	ctx := x.request.Context()
	if a.config.Tracer == nil {
		return ctx
	}
	ctx = propagation.TraceContext{}.Extract(ctx, propagation.HeaderCarrier(x.request.Header))
	ctx, x.span = a.config.Tracer.Start(ctx, string(x.record.Mode),
		trace.WithSpanKind(trace.SpanKindServer), trace.WithTimestamp(x.began))
	return ctx
}

// endSpan says in the span what its readers may know: neither the caller nor what exactly was asked for. Whoever may read the
// audit log finds that by the ID of the trace.
func (x *exchange) endSpan(e *Entry) {
	if x.span == nil {
		return
	}
	defer x.span.End()
	if !x.span.IsRecording() {
		return
	}
	x.span.SetName(string(e.Mode))
	x.span.SetAttributes(
		attribute.String("http.request.method", spanMethod(e.Method)),
		attribute.Int("http.response.status_code", e.Status),
		attribute.Int64("http.request.body.size", e.RequestBytes),
		attribute.Int64("http.response.body.size", e.ResponseBytes),
	)
	if x.record.Target != nil { // names that exist, and not whatever a client asked for
		x.span.SetAttributes(
			attribute.String("connector.namespace", e.Connector.Namespace),
			attribute.String("connector.name", e.Connector.Name),
			attribute.String("connector.uid", e.Connector.UID),
			attribute.String("connector.upstream", e.Upstream),
		)
	}
	if e.Status >= http.StatusInternalServerError || x.aborted {
		x.span.SetStatus(codes.Error, e.Reason)
	}
}

// spanMethod follows the conventions of OpenTelemetry.
func spanMethod(method string) string {
	if isKnownMethod(method) {
		return method
	}
	return "_OTHER"
}

// traceID is that of our span, else the one that the client sent.
func (x *exchange) traceID() string {
	ctx := x.context
	if x.span == nil && x.request.Header.Get("Traceparent") != "" {
		ctx = propagation.TraceContext{}.Extract(ctx, propagation.HeaderCarrier(x.request.Header))
	}
	if span := trace.SpanContextFromContext(ctx); span.IsValid() {
		return span.TraceID().String()
	}
	return ""
}
