// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package app is the command line of connectors-controller.
package app

import (
	"context"
	"os"
	"runtime/debug"

	"github.com/spf13/cobra"

	"connectors.alauda.io/cmd/internal/commandline"
)

// gcPercent is how much garbage there may be beside what is in use. The controller holds much and makes little garbage, so
// that half of Go's default costs next to no time.
const gcPercent = 50

// NewCommand makes the command. It runs until ctx ends.
func NewCommand(ctx context.Context) *cobra.Command {
	options := NewOptions()
	return commandline.New(ctx, commandline.Server{
		Name:     name,
		Short:    "Keep the status of Connectors and ConnectorClasses",
		Long:     "The status controller of Connectors: it asks the tools whether they can be reached and accept the credential,\nallocates proxy addresses, and writes what it finds into the status of Connectors and ConnectorClasses.",
		Flags:    options.Flags,
		Logs:     options.Logs,
		Validate: options.Validate,
		Run:      options.run,
	})
}

func (o *Options) run(ctx context.Context) error {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	config, err := o.Config()
	if err != nil {
		return err
	}
	return config.run(ctx)
}
