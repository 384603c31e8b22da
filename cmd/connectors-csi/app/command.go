// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package app is the command line of connectors-csi.
package app

import (
	"context"
	"os"
	"runtime/debug"

	"github.com/spf13/cobra"

	"connectors.alauda.io/cmd/internal/commandline"
	"connectors.alauda.io/pkg/csi/driver"
)

// gcPercent is how much garbage there may be beside what is in use. The driver runs on every node and has little to do, so memory
// is dearer than time.
const gcPercent = 50

// NewCommand makes the command. It runs until ctx ends.
func NewCommand(ctx context.Context) *cobra.Command {
	options := NewOptions()
	return commandline.New(ctx, commandline.Server{
		Name:  driver.Name,
		Short: "Mount configuration files for the tools of Connectors into Pods",
		Long: "The CSI driver of Connectors: it runs on every node, and mounts the files of a ConnectorClass into Pods, made for one\n" +
			"Connector and with a short-lived token of the Pod, and keeps them fresh while the Pod runs.",
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
	plugin, err := o.newPlugin(ctx, processRegistry{})
	if err != nil {
		return err
	}
	return plugin.run(ctx)
}
