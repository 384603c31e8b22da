// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package connectorsapi_test uses tools and class APIs through connectors/api of a real stack, through the kube-apiserver
// and at our own port. The class APIs are servers of the tests.
package connectorsapi_test

import (
	"os"
	"testing"

	"connectors.alauda.io/test/integration/harness"
)

// permissive is the name of one more API server, which takes methods that write.
const permissive = harness.APIServer + "-1"

var stack = harness.New(harness.Config{
	Without: []string{harness.Proxy, "connectors-classapi"},
	Args: map[string][]string{
		// At this level the library logs each request with all it knows: no credential may be in there.
		harness.APIServer:     {"-v=8", "--allow-plaintext-class-api=false"},
		permissive:            {"-v=8", "--api-write-methods"},
		harness.KubeAPIServer: {"-v=4"},
	},
})

func TestMain(m *testing.M) { os.Exit(stack.Main(m)) }
