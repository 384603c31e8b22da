// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package gitapi_test lists branches and tags through Connectors, with a real Git server behind a real stack.
package gitapi_test

import (
	"os"
	"testing"

	localstack "connectors.alauda.io/hack/local/stack"
	"connectors.alauda.io/test/integration/harness"
)

// At this verbosity the client libraries log what they send: no password may be in there.
var stack = harness.New(harness.Config{Args: map[string][]string{localstack.ClassAPI: {"-v=8"}}})

func TestMain(m *testing.M) { os.Exit(stack.Main(m)) }
