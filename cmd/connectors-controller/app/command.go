// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package app is the command line of connectors-controller.
package app

import (
	"context"
	"fmt"
	"log"
	"os"
	"runtime/debug"

	"github.com/spf13/cobra"
	"k8s.io/apiserver/pkg/util/feature"
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

// gcPercent is how much garbage there may be beside what is in use. The controller holds much and makes little garbage, so
// that half of Go's default costs next to no time.
const gcPercent = 50

// NewCommand makes the command. It runs until ctx ends.
func NewCommand(ctx context.Context) *cobra.Command {
	options, err := NewOptions()
	command := &cobra.Command{
		Use:           "connectors-controller",
		Short:         "Keep the status of Connectors and ConnectorClasses",
		Long:          "The status controller of Connectors: it asks the tools whether they can be reached and accept the credential,\nallocates proxy addresses, and writes what it finds into the status of Connectors and ConnectorClasses.",
		Args:          cobra.NoArgs,
		SilenceUsage:  true,
		SilenceErrors: true,
		RunE: func(*cobra.Command, []string) error {
			if err != nil {
				return err
			}
			return run(ctx, options)
		},
	}
	if err != nil {
		return command
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
	if err := logsapi.ValidateAndApply(options.Logs, feature.DefaultFeatureGate); err != nil {
		return fmt.Errorf("configuring logs: %w", err)
	}
	// net/http quotes to the standard logger what a tool sends unasked, which may be a credential that it was sent.
	log.SetOutput(upstream.LogFilter(logs.KlogWriter{}))
	if err := options.Validate(); err != nil {
		return fmt.Errorf("invalid options: %w", err)
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	klog.FromContext(ctx).Info("Starting", "version", version.Get().String())
	config, err := options.Config()
	if err != nil {
		return err
	}
	return config.run(ctx)
}
