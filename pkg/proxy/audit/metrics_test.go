// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package audit

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"k8s.io/component-base/metrics"
)

func TestMetrics(t *testing.T) {
	m, registry := newMetrics(t)
	auditor, err := New(Config{Metrics: m})
	if err != nil {
		t.Fatal(err)
	}
	code := http.StatusOK
	mode := ModePassthrough
	handler := auditor.Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		expectMetrics(t, registry, "connectors_proxy_requests_in_flight",
			`{mode="connect"} 0`, `{mode="forward"} 0`, `{mode="other"} 0`, `{mode="passthrough"} 0`, `{mode="reverse"} 1`, `{mode="tunnel"} 0`)
		Of(r.Context()).Mode = mode
		w.WriteHeader(code)
		_, _ = w.Write([]byte("four"))
	}))
	ask := func(method string) {
		handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), method, "/", strings.NewReader("body")))
	}
	ask(http.MethodGet)
	for i := range 30 { // a client that invents methods, and a tool that invents codes
		code = 700 + i
		ask(fmt.Sprintf("METHOD%d", i))
	}
	mode = "" // what a handler must not do
	ask(http.MethodHead)
	expectMetrics(t, registry, "connectors_proxy_requests_total",
		`{code="200",method="GET",mode="passthrough"} 1`, `{code="other",method="HEAD",mode="other"} 1`,
		`{code="other",method="other",mode="passthrough"} 30`)
	expectMetrics(t, registry, "connectors_proxy_response_bytes_total",
		`{mode="connect"} 0`, `{mode="forward"} 0`, `{mode="other"} 0`, `{mode="passthrough"} 124`, `{mode="reverse"} 0`, `{mode="tunnel"} 0`)
	expectMetrics(t, registry, "connectors_proxy_requests_in_flight",
		`{mode="connect"} 0`, `{mode="forward"} 0`, `{mode="other"} 0`, `{mode="passthrough"} 0`, `{mode="reverse"} 0`, `{mode="tunnel"} 0`)
}

// expectMetrics compares the series of one metric, in the order in which they are served.
func expectMetrics(t *testing.T, registry metrics.KubeRegistry, name string, want ...string) {
	t.Helper()
	served := httptest.NewRecorder()
	metrics.HandlerFor(registry, metrics.HandlerOpts{}).ServeHTTP(served, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	var got []string
	for line := range strings.Lines(served.Body.String()) {
		if series, ok := strings.CutPrefix(line, name+"{"); ok {
			got = append(got, "{"+strings.TrimSpace(series))
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s:\n%s", name, diff)
	}
}

func TestMetricsAreRegisteredOnce(t *testing.T) {
	_, registry := newMetrics(t)
	if _, err := NewMetrics(registry); err == nil {
		t.Error("they were registered twice")
	}
	if _, err := New(Config{}); err == nil {
		t.Error("an Auditor was made without metrics")
	}
}
