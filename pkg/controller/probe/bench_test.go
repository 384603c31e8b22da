// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package probe

import (
	"net/http"
	"testing"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

func benchInput(b *testing.B, address string) Input {
	b.Helper()
	in := newInput(b, address, "username", "robot", "password", canary)
	in.Connector.Spec.Auth.Params = []v1alpha1.Param{{Name: "repository", Value: v1alpha1.NewStringValue("org/private.git")}}
	return in
}

// BenchmarkPlan is what a change of a Connector costs, with the auth probe of the git class.
func BenchmarkPlan(b *testing.B) {
	_, auth := parseClass(b, "git")
	in := benchInput(b, "https://git.example.com/prefix")
	b.ReportAllocs()
	for b.Loop() {
		if plan := auth.Plan(b.Context(), in); plan.settled.Outcome != "" {
			b.Fatal(plan.settled)
		}
	}
}

// BenchmarkRun is a probe of a tool on the loopback network, over a connection that is open. BenchmarkRoundTrip is the same
// without this package: the difference is what a Run costs.
func BenchmarkRun(b *testing.B) {
	liveness, auth := parseClass(b, "git")
	address := serve(b, gitServer) + "/prefix/"
	in := benchInput(b, address)
	for name, plan := range map[string]*Plan{
		"liveness": liveness.Plan(b.Context(), newInput(b, address)), "auth": auth.Plan(b.Context(), in),
	} {
		b.Run(name, func(b *testing.B) {
			runner := newRunner(b, nil)
			b.ReportAllocs()
			for b.Loop() {
				if got := runner.Run(b.Context(), plan); got.Outcome != Good {
					b.Fatal(got)
				}
			}
		})
	}
}

func BenchmarkRoundTrip(b *testing.B) {
	address := serve(b, gitServer)
	transport, err := newTransports(b, rules()).For(0, "", nil)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		req, _ := http.NewRequestWithContext(b.Context(), http.MethodGet, address+"/", nil)
		res, err := transport.RoundTrip(req)
		if err != nil {
			b.Fatal(err)
		}
		var body [64]byte
		_, _ = res.Body.Read(body[:])
		_ = res.Body.Close()
	}
}
