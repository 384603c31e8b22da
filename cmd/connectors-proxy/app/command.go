// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package app is the command line of connectors-proxy.
package app

import (
	"context"

	"github.com/spf13/cobra"

	"connectors.alauda.io/cmd/internal/commandline"
)

// NewCommand makes the command. It runs until ctx ends.
func NewCommand(ctx context.Context) *cobra.Command {
	options := NewOptions()
	return commandline.New(ctx, commandline.Server{
		Name:     "connectors-proxy",
		Short:    "Take requests of workloads to the tools of Connectors",
		Long:     "The proxy of Connectors: workloads reach their tools through it with a token of their ServiceAccount,\nand it puts the credential of the Connector on each request.",
		Flags:    options.Flags,
		Logs:     options.Logs,
		Validate: options.Validate,
		Run: func(ctx context.Context) error {
			collectLess()
			proxy, err := options.newProxy(ctx, processRegistry{})
			if err != nil {
				return err
			}
			return proxy.run(ctx)
		},
	})
}
