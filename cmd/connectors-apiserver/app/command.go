// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package app is the command line of connectors-apiserver.
package app

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"connectors.alauda.io/cmd/internal/commandline"
)

const name = "connectors-apiserver"

// NewCommand makes the command. It runs until ctx ends.
func NewCommand(ctx context.Context) *cobra.Command {
	options, err := NewOptions()
	if err != nil {
		return commandline.Failed(name, err)
	}
	return commandline.New(ctx, commandline.Server{
		Name:     name,
		Short:    "Serve the API group connectors.alauda.io",
		Long:     "The aggregated API server of Connectors: it stores Connectors and ConnectorClasses in etcd and takes\nrequests to tools through the subresources of connectors.",
		Flags:    options.Flags,
		Logs:     options.Logs,
		Prepare:  options.prepare,
		Validate: options.Validate,
		Run:      options.run,
	})
}

// prepare puts the feature gates in force, of which logging has some, and completes the options.
func (o *Options) prepare() error {
	if err := o.Server.ComponentGlobalsRegistry.Set(); err != nil {
		return fmt.Errorf("setting feature gates: %w", err)
	}
	if err := o.Complete(); err != nil {
		return fmt.Errorf("completing the options: %w", err)
	}
	return nil
}

func (o *Options) run(ctx context.Context) error {
	config, err := o.Config(ctx)
	if err != nil {
		return err
	}
	server, err := config.Complete().New()
	if err != nil {
		return err
	}
	return server.Generic.PrepareRun().RunWithContext(ctx)
}
