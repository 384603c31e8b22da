// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package proxyca_test runs certificate authorities of the proxy, as its replicas do, over a real kube-apiserver and with the
// rights of the proxy, and sees that the status of Connectors follows.
//
// The proxy itself is left out: it would be one more replica, which no test could stop.
package proxyca_test

import (
	"os"
	"testing"

	"connectors.alauda.io/test/integration/harness"
)

var stack = harness.New(harness.Config{Without: []string{harness.Proxy}})

func TestMain(m *testing.M) { os.Exit(stack.Main(m)) }
