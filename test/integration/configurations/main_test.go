// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package configurations_test uses the configurations of the shipped classes with the clients that they are for. The files are
// rendered as the CSI driver renders them, from the class and the Connector that the API server has, with a token of an
// account that may use the Connector; they are put where the client looks, and nothing else is told to it.
//
// One thing is not as in a cluster: this machine knows no names of Services. Clients that take names reach the proxy through a
// relay, which is an HTTP proxy to them; for those that speak to the proxy as a proxy, its host is another one in the status.
package configurations_test

import (
	"os"
	"testing"

	"connectors.alauda.io/test/integration/harness"
)

var stack = harness.New(harness.Config{})

func TestMain(m *testing.M) { os.Exit(stack.Main(m)) }
