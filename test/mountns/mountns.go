// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package mountns runs the tests of a package where they can mount, without a trace on the machine.
package mountns

import (
	"fmt"
	"os"
)

// inside is set in the process that runs the tests.
const inside = "CONNECTORS_TEST_MOUNTNS"

// Main runs the tests in a mount namespace of their own, and returns the code for os.Exit:
//
//	func TestMain(m *testing.M) { os.Exit(mountns.Main(m.Run)) }
//
// Whatever they mount is gone when they end. Who is not root becomes root of a user namespace as well; where that is not possible
// the tests are left out, which is said in one line.
func Main(run func() int) int {
	if os.Getenv(inside) != "" {
		return run()
	}
	code, err := again()
	if err != nil {
		fmt.Fprintln(os.Stderr, "tests that mount were left out, since they need root or a user namespace:", err)
		return 0
	}
	return code
}
