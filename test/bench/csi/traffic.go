// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package csi

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"connectors.alauda.io/test/bench/stage"
)

const requestsMetric = "apiserver_request_total"

// traffic is how many requests both API servers have answered, by "verb resource", of all but those that servers make by themselves.
type traffic map[string]float64

// traffic asks both servers. Nobody else may use the stack while two of them are compared.
func (m *measurement) traffic(ctx context.Context) (traffic, error) {
	seen := traffic{}
	for _, server := range []stage.Server{stage.Ours, stage.Peer} {
		found, err := scrape(ctx, m.stage, server)
		if err != nil {
			return nil, fmt.Errorf("reading what %s was asked: %w", server, err)
		}
		for _, sample := range found[requestsMetric] {
			verb, resource := string(sample.Metric["verb"]), string(sample.Metric["resource"])
			if byServers(verb, resource) {
				continue
			}
			if subresource := string(sample.Metric["subresource"]); subresource != "" {
				resource += "/" + subresource
			}
			seen[verb+" "+resource] += float64(sample.Value)
		}
	}
	return seen, nil
}

// watched adds to sum what both servers are asked while something is done.
func (m *measurement) watched(ctx context.Context, sum traffic, do func() error) error {
	before, err := m.traffic(ctx)
	if err != nil {
		return err
	}
	if err := do(); err != nil {
		return err
	}
	after, err := m.traffic(ctx)
	if err != nil {
		return err
	}
	for what, count := range after.since(before) {
		sum[what] += count
	}
	return nil
}

// byServers says whether it is servers that make such requests: of access, of their leases, for what they watch, and of what is no
// resource, such as discovery and metrics.
func byServers(verb, resource string) bool {
	switch resource {
	case "", "leases", "subjectaccessreviews", "tokenreviews":
		return true
	}
	return verb == "WATCH" || verb == "LIST"
}

// since leaves out what was seen before.
func (t traffic) since(before traffic) traffic {
	left := traffic{}
	for what, count := range t {
		if more := count - before[what]; more > 0 {
			left[what] = more
		}
	}
	return left
}

// reads and writes count requests by whether they may change anything.
func (t traffic) reads() float64 {
	return t.count(func(verb string) bool { return verb == http.MethodGet })
}
func (t traffic) writes() float64 {
	return t.count(func(verb string) bool { return verb != http.MethodGet })
}

func (t traffic) count(counts func(verb string) bool) float64 {
	sum := 0.0
	for what, count := range t {
		if verb, _, _ := strings.Cut(what, " "); counts(verb) {
			sum += count
		}
	}
	return sum
}

func (t traffic) String() string {
	var parts []string
	for _, what := range slices.Sorted(maps.Keys(t)) {
		parts = append(parts, fmt.Sprintf("%.0f %s", t[what], what))
	}
	return strings.Join(parts, ", ")
}
