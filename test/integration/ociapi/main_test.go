// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package ociapi_test browses a real registry through connectors/api of a real stack.
package ociapi_test

import (
	"os"
	"testing"

	localstack "connectors.alauda.io/hack/local/stack"
	"connectors.alauda.io/test/integration/harness"
)

// At this verbosity the client libraries log what they send: no credential may be in there.
var stack = harness.New(harness.Config{Args: map[string][]string{
	harness.APIServer: {"-v=8"}, localstack.ClassAPI: {"-v=8"},
}})

func TestMain(m *testing.M) { os.Exit(stack.Main(m)) }
