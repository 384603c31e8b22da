// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package csi_test mounts volumes with a real connectors-csi in a real cluster. There is no node: the tests play the kubelet,
// with what it sends to a driver and the tokens that it would have.
package csi_test

import (
	"os"
	"testing"

	"connectors.alauda.io/test/integration/harness"
	"connectors.alauda.io/test/mountns"
)

var stack = harness.New(harness.Config{})

func TestMain(m *testing.M) { os.Exit(mountns.Main(func() int { return stack.Main(m) })) }
