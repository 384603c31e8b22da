// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package app is the command line of connectors-classapi.
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
		Name:  name,
		Short: "Serve the class APIs of Git servers and registries",
		Long: "The built-in class APIs of Connectors: they answer which branches, tags, commits and images a tool has. They serve callers that\n" +
			"the cluster knows and allows to, who say with each request which tool to ask and with which credential. They read no Secrets.",
		Flags:    options.Flags,
		Logs:     options.Logs,
		Validate: options.Validate,
		Run: func(ctx context.Context) error {
			c, err := options.newClassAPI(processRegistry{})
			if err != nil {
				return err
			}
			return c.run(ctx)
		},
	})
}
