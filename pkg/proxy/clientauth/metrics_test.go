// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clientauth

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"k8s.io/component-base/metrics"

	"connectors.alauda.io/pkg/target"
)

// series are the counters and the counts of histograms, as "name{values} count".
func series(t *testing.T, registry metrics.KubeRegistry) []string {
	t.Helper()
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, family := range families {
		for _, metric := range family.GetMetric() {
			var labels []string
			for _, label := range metric.GetLabel() {
				labels = append(labels, label.GetValue())
			}
			count := metric.GetCounter().GetValue() + float64(metric.GetHistogram().GetSampleCount())
			all = append(all, fmt.Sprintf("%s{%s} %g", family.GetName(), strings.Join(labels, ","), count))
		}
	}
	return all
}

func TestMetrics(t *testing.T) {
	c := newCluster(t)
	registry := metrics.NewKubeRegistry()
	if err := c.metrics.Register(registry); err != nil {
		t.Fatal(err)
	}
	a := c.newAuthenticator(newClock())
	token, unknown, last := c.token(), c.token(), c.token()
	c.tokens[token] = good("app")
	for _, text := range []string{canary, canary, token, token, token, unknown, unknown} {
		_, _ = a.Authenticate(t.Context(), target.NewCredential(text))
	}
	_ = c.newAuthorizer().Authorize(t.Context(), access("get"))
	c.change(func(c *cluster) { c.failing = http.StatusForbidden })
	_, _ = a.Authenticate(t.Context(), target.NewCredential(last))
	_ = c.newAuthorizer().Authorize(t.Context(), access("get"))
	want := []string{
		"connectors_proxy_jwks_refreshes_total{success} 1",
		"connectors_proxy_review_duration_seconds{access,error} 1",
		"connectors_proxy_review_duration_seconds{access,success} 1",
		"connectors_proxy_review_duration_seconds{token,error} 1",
		"connectors_proxy_review_duration_seconds{token,success} 2",
		"connectors_proxy_token_verifications_total{local_refused} 2",
		"connectors_proxy_token_verifications_total{refused} 2",
		"connectors_proxy_token_verifications_total{remembered} 2",
		"connectors_proxy_token_verifications_total{reviewed} 1",
		"connectors_proxy_token_verifications_total{unavailable} 1",
	}
	if got := series(t, registry); !slices.Equal(got, want) {
		t.Errorf("metrics\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if err := NewMetrics().Register(registry); err == nil {
		t.Error("no error for metrics that are there already")
	}
}
