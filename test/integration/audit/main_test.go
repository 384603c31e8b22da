// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package audit_test reads what a real connectors-proxy says of the requests that it serves.
package audit_test

import (
	"context"
	"fmt"
	"os"
	"testing"

	"connectors.alauda.io/test/integration/harness"
	"connectors.alauda.io/test/otlpserver"
)

// room is what all tests share; TestMain sets it before they run.
type room struct {
	stack     *harness.Stack
	collector *otlpserver.Server
}

var shared room

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	collector, err := otlpserver.Start(context.Background())
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer collector.Stop()
	shared = room{collector: collector, stack: harness.New(harness.Config{
		// client-go reads without a lock what it has timed for its log at this verbosity, as the race detector would say.
		Release: true,
		// At this verbosity the client libraries log what they send.
		Args: map[string][]string{harness.Proxy: {
			"-v=10", "--audit-log-path={dir}/" + auditFile, "--tracing-config-file={dir}/tracing.yaml",
		}},
		Files: map[string]string{"tracing.yaml": "apiVersion: apiserver.config.k8s.io/v1\nkind: TracingConfiguration\n" +
			"endpoint: " + collector.Endpoint() + "\nsamplingRatePerMillion: 1000000\n"},
	})}
	return shared.stack.Main(m)
}
