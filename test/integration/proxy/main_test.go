// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package proxy_test uses tools through connectors/proxy of a real stack, through the kube-apiserver and at our own port.
package proxy_test

import (
	"os"
	"testing"
	"time"

	"connectors.alauda.io/test/integration/harness"
)

// headerTimeout is how long a tool may take to answer in these tests.
const headerTimeout = 8 * time.Second

var stack = harness.New(harness.Config{Without: []string{harness.Controller, harness.Proxy}, Args: map[string][]string{
	// At this level the library logs each request with all it knows: no credential may be in there.
	harness.APIServer:     {"-v=6", "--tool-header-timeout=" + headerTimeout.String()},
	harness.KubeAPIServer: {"-v=4"},
}})

func TestMain(m *testing.M) { os.Exit(stack.Main(m)) }
