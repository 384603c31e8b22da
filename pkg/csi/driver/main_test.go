// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package driver

import (
	"os"
	"testing"

	"connectors.alauda.io/test/mountns"
)

func TestMain(m *testing.M) { os.Exit(mountns.Main(m.Run)) }
