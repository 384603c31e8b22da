// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package status_test sees that the status of Connectors and ConnectorClasses of a real stack says what the tools, Secrets,
// Services and certificates behind them are like.
//
// The stack asks tools, and looks at classes that are ready, every other minute only: whatever these tests see sooner comes of
// a change. Those of what happens while nothing changes have a stack of their own (steady_test.go).
package status_test

import (
	"os"
	"testing"
	"time"

	"connectors.alauda.io/test/integration/harness"
)

const (
	// atOnce is how long a change may take to show in a status on a busy machine: far less than the interval of probes.
	atOnce = time.Minute
	// seldom is the interval of probes: longer than any of these tests waits for something.
	seldom = "--probe-interval=2m"
	// answerTime is how long a tool may take. It is longer than usual, since some tests look at a status while a tool is asked.
	answerTime = 30 * time.Second
)

var stack = harness.New(harness.Config{Args: map[string][]string{
	harness.Controller: append(oneTerm(),
		// At this level clients and servers log each request with all they know: no credential may be in there.
		"-v=6", seldom, "--probe-max-backoff=2m", "--class-check-interval=2m", "--class-check-max-backoff=2m",
		"--probe-timeout="+answerTime.String(),
	),
	harness.APIServer: {"-v=6"},
}})

// oneTerm has the controller lead for as long as the tests run, also on a machine that stands still for some seconds: a new term
// begins with what the last one wrote, and counts the time until the next probe anew.
func oneTerm() []string {
	return []string{"--leader-elect-lease-duration=3m", "--leader-elect-renew-deadline=2m"}
}

func TestMain(m *testing.M) { os.Exit(stack.Main(m)) }
