// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package harness runs the whole stack for integration tests: etcd, kube-apiserver, kube-controller-manager and our own
// API server, built with the race detector, each a real process.
//
// A package of tests has one stack, which TestMain starts:
//
//	var stack = harness.New(harness.Config{})
//
//	func TestMain(m *testing.M) { os.Exit(stack.Main(m)) }
//
// Every test makes its own namespaces, so that tests can run in parallel. When the tests are over the logs of our servers
// are searched for data races and panics: one of them fails the package, whatever the tests said. The methods of a Stack
// may be called concurrently, other than those that start or end a part.
package harness
