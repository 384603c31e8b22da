// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package audit

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.opentelemetry.io/otel/attribute"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"
	"k8s.io/apiserver/pkg/authentication/user"

	"connectors.alauda.io/pkg/target"
)

const (
	traceID     = "4bf92f3577b34da6a3ce929d0e0e4736"
	parentID    = "00f067aa0ba902b7"
	traceparent = "00-" + traceID + "-" + parentID + "-01"
)

// passing gives a request to the audit with headers, and what a tool would be sent.
func passing(t *testing.T, tracer trace.Tracer, headers http.Header, sink Sink) http.Header {
	t.Helper()
	m, _ := newMetrics(t)
	auditor, err := New(Config{Sink: sink, Metrics: m, Tracer: tracer})
	if err != nil {
		t.Fatal(err)
	}
	sent := headers.Clone()
	handler := auditor.Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		record := Of(r.Context())
		record.User = &user.DefaultInfo{Name: "canary-user"}
		record.Target = &target.Target{Namespace: "team", Name: "git", UID: "u"}
		record.Upstream, record.Reason = "https://git.example.com:443", "ToolUnreachable"
		PassTrace(r.Context(), sent)
		w.WriteHeader(http.StatusBadGateway)
	}))
	request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/canary-path?canary-query=1", nil)
	request.Header = headers
	handler.ServeHTTP(httptest.NewRecorder(), request)
	return sent
}

func TestTraceOfClientPasses(t *testing.T) {
	for _, test := range []struct {
		name, id string
		headers  http.Header
	}{
		{"a trace", traceID, http.Header{"Traceparent": {traceparent}, "Tracestate": {"a=1,b=2"}, "Baggage": {"c=3"}}},
		{"no trace", "", http.Header{}},
		{"what is none", "", http.Header{"Traceparent": {"00-" + strings.Repeat("z", 52)}}},
		{"the zero trace", "", http.Header{"Traceparent": {"00-" + strings.Repeat("0", 32) + "-" + parentID + "-01"}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			sink := newCollected(t)
			if diff := cmp.Diff(test.headers, passing(t, nil, test.headers, sink)); diff != "" {
				t.Errorf("headers changed:\n%s", diff)
			}
			if got := sink.next().TraceID; got != test.id {
				t.Errorf("trace %q, want %q", got, test.id)
			}
		})
	}
}

func TestSpan(t *testing.T) {
	for _, test := range []struct {
		name    string
		headers http.Header
		sampler sdktrace.Sampler
		parent  string
		spans   int
	}{
		{"of a client's trace", http.Header{"Traceparent": {traceparent}, "Tracestate": {"a=1"}}, sdktrace.NeverSample(), parentID, 1},
		{"of a new trace", http.Header{"User-Agent": {"canary-agent"}}, sdktrace.AlwaysSample(), "0000000000000000", 1},
		{"of no trace, with a state", http.Header{"Tracestate": {"canary=1"}}, sdktrace.AlwaysSample(), "0000000000000000", 1},
		{"that nobody wants", http.Header{}, sdktrace.NeverSample(), "", 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			spans := tracetest.NewInMemoryExporter()
			provider := sdktrace.NewTracerProvider(sdktrace.WithSyncer(spans), sdktrace.WithSampler(sdktrace.ParentBased(test.sampler)))
			sink := newCollected(t)
			sent := passing(t, provider.Tracer("test"), test.headers, sink)
			line := sink.next()
			got := spans.GetSpans()
			if len(got) != test.spans {
				t.Fatalf("%d spans", len(got))
			}
			parts := strings.Split(sent.Get("Traceparent"), "-")
			if len(parts) != 4 || parts[1] != line.TraceID || parts[2] == test.parent {
				t.Fatalf("the tool is sent %q, and the trace of the line is %q", parts, line.TraceID)
			}
			if state := sent.Get("Tracestate"); state != map[bool]string{true: "a=1"}[test.parent == parentID] {
				t.Errorf("the tool is sent the state %q", state)
			}
			if test.spans == 0 {
				return
			}
			expectSpan(t, got[0], test.parent, parts)
		})
	}
}

func expectSpan(t *testing.T, span tracetest.SpanStub, parent string, sent []string) {
	t.Helper()
	context := span.SpanContext
	if context.TraceID().String() != sent[1] || context.SpanID().String() != sent[2] || span.Parent.SpanID().String() != parent {
		t.Errorf("span %s of %s below %s, and %v was sent", context.SpanID(), context.TraceID(), span.Parent.SpanID(), sent)
	}
	if span.Name != "reverse" || span.SpanKind != trace.SpanKindServer || span.Status.Description != "ToolUnreachable" {
		t.Errorf("%s, %s, %+v", span.Name, span.SpanKind, span.Status)
	}
	want := []attribute.KeyValue{
		attribute.String("http.request.method", "GET"), attribute.Int("http.response.status_code", http.StatusBadGateway),
		attribute.Int("http.request.body.size", 0), attribute.Int("http.response.body.size", 0),
		attribute.String("connector.namespace", "team"), attribute.String("connector.name", "git"), attribute.String("connector.uid", "u"),
		attribute.String("connector.upstream", "https://git.example.com:443"),
	}
	encode := func(attributes []attribute.KeyValue) string {
		set := attribute.NewSet(attributes...)
		return set.Encoded(attribute.DefaultEncoder())
	}
	if diff := cmp.Diff(encode(want), encode(span.Attributes)); diff != "" {
		t.Errorf("other attributes than these are in the span:\n%s", diff)
	}
}

// A context without an Auditor is that of a server which has no spans, or others' spans.
func TestPassTraceOutside(t *testing.T) {
	headers := http.Header{"Traceparent": {traceparent}}
	PassTrace(t.Context(), headers)
	if got := headers.Get("Traceparent"); got != traceparent {
		t.Errorf("it became %q", got)
	}
}
