// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package demo shows on real tools what Connectors are for, and tells while it does: git and kubectl use a private
// repository and another cluster with nothing but a Kubernetes identity.
//
// Every step checks its own outcome, so the demonstration is a test of the whole as well. What it prints as a command
// is what it ran, and can be typed again. Credentials reach the tools in files that only their owner can read, never on
// a command line, and none is printed.
package demo
