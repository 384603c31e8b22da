// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package commandline makes the commands of our servers, which have in common how they log and how they show help and
// version.
package commandline

import (
	"context"
	"fmt"
	"log"

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

// Server is a program that runs until it is told to end.
type Server struct {
	// Name is that of the binary; Short and Long are its help.
	Name, Short, Long string
	// Flags makes its own flags; those that all servers have are added.
	Flags func() cliflag.NamedFlagSets
	// Logs are the options of logging, whose flags are among Flags.
	Logs *logs.Options
	// Prepare is called before logging is set up; it may be nil.
	Prepare func() error
	// Validate says what is wrong with the flags.
	Validate func() error
	// Run runs the server until ctx ends.
	Run func(ctx context.Context) error
}

// New makes the command of a server. It runs until ctx ends.
func New(ctx context.Context, server Server) *cobra.Command {
	// The flag of feature gates has those that are there when it is made.
	gates := logsapi.AddFeatureGates(feature.DefaultMutableFeatureGate)
	flags := server.Flags()
	command := &cobra.Command{
		Use:           server.Name,
		Short:         server.Short,
		Long:          server.Long,
		Args:          cobra.NoArgs,
		SilenceUsage:  true,
		SilenceErrors: true,
		RunE: func(*cobra.Command, []string) error {
			if gates != nil {
				return fmt.Errorf("registering the feature gates of logging: %w", gates)
			}
			return server.run(ctx)
		},
	}
	verflag.AddFlags(flags.FlagSet("global"))
	// The flags of logging are in a set of their own. In two sets -v would be that of one or the other, by chance.
	globalflag.AddGlobalFlags(flags.FlagSet("global"), server.Name, logs.SkipLoggingConfigurationFlags())
	for _, set := range flags.FlagSets {
		command.Flags().AddFlagSet(set)
	}
	columns, _, _ := term.TerminalSize(command.OutOrStdout())
	cliflag.SetUsageAndHelpFunc(command, flags, columns)
	return command
}

func (s Server) run(ctx context.Context) error {
	verflag.PrintAndExitIfRequested()
	if s.Prepare != nil {
		if err := s.Prepare(); err != nil {
			return err
		}
	}
	if err := logsapi.ValidateAndApply(s.Logs, feature.DefaultFeatureGate); err != nil {
		return fmt.Errorf("configuring logs: %w", err)
	}
	// Requests with Secrets and tokens in them carry a logger that drops everything: a feature gate must not turn that off.
	klog.EnableContextualLogging(true)
	// net/http quotes to the standard logger what a tool sends unasked, which may be a credential that it was sent.
	log.SetOutput(upstream.LogFilter(logs.KlogWriter{}))
	if err := s.Validate(); err != nil {
		return fmt.Errorf("invalid options: %w", err)
	}
	klog.FromContext(ctx).Info("Starting", "version", version.Get().String())
	return s.Run(ctx)
}

// Failed is the command of a server whose flags could not be made: it says why.
func Failed(name string, err error) *cobra.Command {
	return &cobra.Command{
		Use: name, SilenceUsage: true, SilenceErrors: true, FParseErrWhitelist: cobra.FParseErrWhitelist{UnknownFlags: true},
		RunE: func(*cobra.Command, []string) error { return err },
	}
}
