// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Command local runs Connectors on this machine, with a Kubernetes control plane of their own.
//
//	local up      starts what is not running yet, and returns when everything is ready
//	local down    ends it
//	local run     the same in the foreground, until Ctrl-C
//
// See `make help`, which has a target for each.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := newCommand(os.Stdout).ExecuteContext(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}
