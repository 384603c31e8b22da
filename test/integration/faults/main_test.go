// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package faults breaks a running stack in the ways that processes break, and sees that nothing acknowledged is lost and
// nothing needs a hand.
package faults

import (
	"os"
	"testing"

	"connectors.alauda.io/test/integration/harness"
)

var stack = harness.New(harness.Config{Without: []string{harness.Controller, harness.Proxy}})

func TestMain(m *testing.M) { os.Exit(stack.Main(m)) }
