// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package app is the command line of connectors-proxy.
package app

import (
	"context"
	"fmt"
	"log"

	"github.com/spf13/cobra"
	cliflag "k8s.io/component-base/cli/flag"
	"k8s.io/component-base/cli/globalflag"
	"k8s.io/component-base/logs"
	logsapi "k8s.io/component-base/logs/api/v1"
	"k8s.io/component-base/term"
	"k8s.io/component-base/version"
	"k8s.io/component-base/version/verflag"
	"k8s.io/klog/v2"

	"connectors.alauda.io/pkg/proxy/upstream"
)

// NewCommand makes the command. It runs until ctx ends.
func NewCommand(ctx context.Context) *cobra.Command {
	options := NewOptions()
	command := &cobra.Command{
		Use:           "connectors-proxy",
		Short:         "Take requests of workloads to the tools of Connectors",
		Long:          "The proxy of Connectors: workloads reach their tools through it with a token of their ServiceAccount,\nand it puts the credential of the Connector on each request.",
		Args:          cobra.NoArgs,
		SilenceUsage:  true,
		SilenceErrors: true,
		RunE:          func(*cobra.Command, []string) error { return run(ctx, options) },
	}
	sets := options.Flags()
	verflag.AddFlags(sets.FlagSet("global"))
	globalflag.AddGlobalFlags(sets.FlagSet("global"), command.Name())
	for _, set := range sets.FlagSets {
		command.Flags().AddFlagSet(set)
	}
	columns, _, _ := term.TerminalSize(command.OutOrStdout())
	cliflag.SetUsageAndHelpFunc(command, sets, columns)
	return command
}

func run(ctx context.Context, options *Options) error {
	verflag.PrintAndExitIfRequested()
	// No feature gates: contextual logging stays on, which package clientauth relies on.
	if err := logsapi.ValidateAndApply(options.Logs, nil); err != nil {
		return fmt.Errorf("configuring logs: %w", err)
	}
	// net/http quotes to the standard logger what a tool sends unasked, which may be a credential that it was sent.
	log.SetOutput(upstream.LogFilter(logs.KlogWriter{}))
	if err := options.Validate(); err != nil {
		return fmt.Errorf("invalid options: %w", err)
	}
	klog.FromContext(ctx).Info("Starting", "version", version.Get().String())
	proxy, err := options.newProxy()
	if err != nil {
		return err
	}
	return proxy.run(ctx)
}
