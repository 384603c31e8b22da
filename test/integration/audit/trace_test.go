// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package audit_test

import (
	"context"
	"encoding/hex"
	"errors"
	"net/http"
	"strings"
	"testing"

	trace "go.opentelemetry.io/proto/otlp/trace/v1"

	"connectors.alauda.io/test/integration/harness"
)

// client is one without a proxy.
var client http.Client

// The trace of a client goes through the proxy, which adds a span, to the tool.
func TestTraceGoesThrough(t *testing.T) {
	const number = 200
	tl := newTool(t)
	headers, id := traceparent(number)
	headers["Authorization"], headers["Tracestate"] = "Bearer "+tl.token, "vendor=1"
	if code := ask(t, &client, http.MethodGet, tl.pathURL()+"/traced", headers); code != http.StatusOK {
		t.Fatalf("the client got %d", code)
	}
	span := spanOf(t, id)
	sent := tl.got(t, "/traced")
	if want := "00-" + id + "-" + hex.EncodeToString(span.GetSpanId()) + "-01"; sent.Get("Traceparent") != want ||
		sent.Get("Tracestate") != "vendor=1" {
		t.Errorf("the tool got %q with the state %q, want %q", sent.Get("Traceparent"), sent.Get("Tracestate"), want)
	}
	if !strings.HasSuffix(headers["Traceparent"], "-"+hex.EncodeToString(span.GetParentSpanId())+"-01") || span.GetName() != "reverse" {
		t.Errorf("%v", span)
	}
}

// spanOf waits for a span of a trace: they are exported some seconds later.
func spanOf(t *testing.T, id string) *trace.Span {
	t.Helper()
	var span *trace.Span
	harness.Eventually(t, "the span is exported", func(context.Context) error {
		for _, got := range shared.collector.Spans() {
			if hex.EncodeToString(got.GetTraceId()) == id {
				span = got
				return nil
			}
		}
		return errors.New("it is not there")
	})
	return span
}
