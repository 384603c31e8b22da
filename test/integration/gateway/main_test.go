// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package gateway_test uses tools at the proxy address of Connectors, over a real connectors-proxy.
package gateway_test

import (
	"os"
	"testing"

	"connectors.alauda.io/test/integration/harness"
)

// At this verbosity the client libraries log what they send: no token may be in there.
var stack = harness.New(harness.Config{Args: map[string][]string{harness.Proxy: {"-v=8"}}})

func TestMain(m *testing.M) { os.Exit(stack.Main(m)) }
