// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package classapi_test calls the built-in class APIs as their callers do, and as others try to.
package classapi_test

import (
	"os"
	"testing"

	"connectors.alauda.io/test/integration/harness"
)

// At this verbosity the libraries log what they are sent: no credential may be in there. The delay lets a test see the
// end, also on a machine that stands still for some seconds at each step.
var stack = harness.New(harness.Config{
	Args: map[string][]string{harness.ClassAPI: {"-v=10", "--shutdown-delay-duration=15s"}},
})

func TestMain(m *testing.M) { os.Exit(stack.Main(m)) }
