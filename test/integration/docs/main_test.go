// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package docs

import (
	"os"
	"testing"

	"connectors.alauda.io/test/integration/harness"
)

var stack = harness.New(harness.Config{})

func TestMain(m *testing.M) { os.Exit(stack.Main(m)) }
