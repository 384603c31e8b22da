// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package status_test sees that the status of Connectors and ConnectorClasses of a real stack says what the tools, Secrets,
// Services and certificates behind them are like.
//
// The stack asks tools and looks at classes once a minute only: whatever these tests see sooner comes of a change. Those of
// what happens while nothing changes have a stack of their own (steady_test.go).
package status_test

import (
	"os"
	"testing"
	"time"

	"connectors.alauda.io/test/integration/harness"
)

const (
	// atOnce is how long a change may take to show in a status.
	atOnce = 5 * time.Second
	// seldom is the interval of probes: longer than any of these tests waits for something.
	seldom = "--probe-interval=2m"
)

var stack = harness.New(harness.Config{Args: map[string][]string{
	// At this level clients and servers log each request with all they know: no credential may be in there.
	harness.Controller: {
		"-v=6", seldom, "--probe-max-backoff=2m", "--class-check-interval=2m", "--class-check-max-backoff=2m",
	},
	harness.APIServer: {"-v=6"},
}})

func TestMain(m *testing.M) { os.Exit(stack.Main(m)) }
