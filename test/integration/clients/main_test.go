// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package clients_test uses tools with the clients that people have, unmodified, by every path that a Connector offers, and
// writes down what works in docs/clients.md.
//
//	UPDATE=1 go test ./test/integration/clients -run TestTable
//
// Each client is told what a user would tell it: an address, a proxy, a token, an authority to trust. Two things are not as in
// a cluster. Names of Services lead to the ports of this machine through a SOCKS server (package-internal type network),
// which changes no byte of what passes. And in front of each tool stands a witness, which sees what arrives there.
package clients_test

import (
	"os"
	"testing"

	"connectors.alauda.io/test/integration/harness"
)

// At this verbosity the client libraries log the headers and bodies that they send: no credential may be in there. From level
// 9 on client-go measures its connections, in which it has a data race of its own.
var stack = harness.New(harness.Config{Args: map[string][]string{harness.Proxy: {"-v=8"}}})

func TestMain(m *testing.M) {
	if isGRPCProgram() {
		os.Exit(grpcProgram())
	}
	os.Exit(stack.Main(m))
}
