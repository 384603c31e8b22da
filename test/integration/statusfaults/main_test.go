// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package statusfaults gives the status controller what it must survive: tools, classes and certificates that are wrong or
// hostile, servers that are killed at any moment, and another controller beside it. Afterwards every status is right,
// and nobody had to lend a hand.
//
// The controller runs with few places for probes and a short interval, so that every one of these tests has probes that
// wait for each other. What is measured is measured on a stack of its own, built as what is shipped (shipped_test.go).
package statusfaults

import (
	"os"
	"testing"
	"time"

	"connectors.alauda.io/test/integration/harness"
)

const (
	// interval is that of the probes of tools that are well, answerTime is how long a tool may take.
	interval   = 5 * time.Second
	answerTime = 6 * time.Second
	// places and perHost bound the probes under way.
	places  = 4
	perHost = 2
	// busy is for what a busy machine may add to an interval. Were tools to wait for others that hang, it would be minutes.
	busy = 20 * time.Second
)

var stack = harness.New(harness.Config{Args: map[string][]string{harness.Controller: {
	"--probe-interval=5s", "--probe-max-backoff=10s", "--probe-timeout=6s",
	"--concurrent-probes=4", "--concurrent-probes-per-host=2",
	// A machine that stands still for some seconds does not cost a leader its lease.
	"--leader-elect-lease-duration=10s", "--leader-elect-renew-deadline=8s",
}}})

func TestMain(m *testing.M) { os.Exit(stack.Main(m)) }
