// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"connectors.alauda.io/hack/local/cluster"
	"connectors.alauda.io/hack/local/demo"
	"connectors.alauda.io/hack/local/node"
	"connectors.alauda.io/hack/local/process"
	"connectors.alauda.io/hack/local/stack"
)

// options are what the flags say.
type options struct {
	out io.Writer
	// dir keeps the cluster, root is the repository, bin holds the binaries.
	dir, root, bin   string
	controlPlaneOnly bool
	wipe             bool
	// withNode is whether up adds a node, addresses from which block it takes its own.
	withNode  bool
	addresses string
}

// nodeDir is where a cluster with a node is kept. It is another cluster than the one without: its API server has another etcd.
func nodeDir(dir string) string { return filepath.Join(dir, "node") }

func newCommand(out io.Writer) *cobra.Command {
	o := &options{out: out}
	command := &cobra.Command{
		Use:           "local",
		Short:         "Runs Connectors on this machine, with a Kubernetes control plane of their own",
		SilenceUsage:  true,
		SilenceErrors: true,
		PersistentPreRunE: func(*cobra.Command, []string) error {
			return o.complete()
		},
	}
	flags := command.PersistentFlags()
	flags.StringVar(&o.root, "root", "", "the repository (default: the nearest directory with a go.mod)")
	flags.StringVar(&o.dir, "dir", "", "where data, logs and kubeconfigs are kept (default: .local in the repository)")
	flags.StringVar(&o.bin, "bin", "",
		"where the binaries are (default: $"+cluster.BinDirVariable+", or bin in the repository)")
	flags.BoolVar(&o.controlPlaneOnly, "control-plane-only", false, "leave out the servers of Connectors")
	command.AddCommand(o.upCommand(), o.downCommand(), o.runCommand())
	return command
}

func (o *options) upCommand() *cobra.Command {
	command := &cobra.Command{
		Use:   "up",
		Short: "Starts what is not running yet, and returns when everything is ready",
		Args:  cobra.NoArgs,
		RunE:  func(command *cobra.Command, _ []string) error { return o.locked(command.Context(), o.up) },
	}
	command.Flags().BoolVar(&o.withNode, "node", false,
		"a cluster with a node, and Connectors as Pods on it, kept in the folder node of --dir (root on Linux)")
	command.Flags().StringVar(&o.addresses, "node-addresses", "",
		"the /16 from which the node takes its addresses (default: the first of 10.89.0.0/16 to 10.119.0.0/16 that is free)")
	return command
}

func (o *options) downCommand() *cobra.Command {
	command := &cobra.Command{
		Use:   "down",
		Short: "Ends what up started",
		Args:  cobra.NoArgs,
		RunE:  func(command *cobra.Command, _ []string) error { return o.locked(command.Context(), o.down) },
	}
	command.Flags().BoolVar(&o.wipe, "wipe", false, "forget the data as well")
	return command
}

func (o *options) runCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "run",
		Short: "Starts everything, shows what it does, stays until Ctrl-C, and ends what it started",
		Args:  cobra.NoArgs,
		RunE:  func(command *cobra.Command, _ []string) error { return o.run(command.Context()) },
	}
}

func (o *options) complete() error {
	if o.root == "" {
		root, err := cluster.FindRoot()
		if err != nil {
			return err
		}
		o.root = root
	}
	if o.dir == "" {
		o.dir = filepath.Join(o.root, ".local")
	}
	return nil
}

// locked calls do while no other invocation starts or stops anything in the same directory.
func (o *options) locked(ctx context.Context, do func(context.Context) error) error {
	file := filepath.Join(o.dir, "lock")
	const noticeable = time.Second
	short, cancel := context.WithTimeout(ctx, noticeable)
	unlock, err := process.Lock(short, file)
	cancel()
	if errors.Is(err, context.DeadlineExceeded) {
		o.say("waiting for another invocation, which holds " + file)
		unlock, err = process.Lock(ctx, file)
	}
	if err != nil {
		return err
	}
	return errors.Join(do(ctx), unlock())
}

func (o *options) up(ctx context.Context) error {
	started := time.Now()
	config := o.config(true)
	if o.withNode {
		config.Cluster.Dir = nodeDir(o.dir)
		config.Node = &node.Config{Addresses: o.addresses, Internet: true}
	}
	if _, err := stack.Start(ctx, config); err != nil {
		return err
	}
	o.say(fmt.Sprintf("everything is ready, after %.1f s", time.Since(started).Seconds()))
	o.say("use it with:  . " + stack.EnvFile(config.Cluster.Dir))
	return nil
}

func (o *options) down(ctx context.Context) error {
	dirs := []string{o.dir, nodeDir(o.dir)}
	for _, dir := range dirs {
		if err := stack.Down(ctx, dir, o.say); err != nil {
			return err
		}
	}
	if !o.wipe {
		return nil
	}
	for _, dir := range dirs {
		if err := stack.Wipe(dir); err != nil {
			return err
		}
	}
	return demo.Wipe(o.dir)
}

// run ends only what it started. It does not hold the lock while it shows and waits, so up and down can be called
// meanwhile.
func (o *options) run(ctx context.Context) error {
	var before []string
	var running *cluster.Cluster
	start := func(ctx context.Context) (err error) {
		if before, err = cluster.Running(o.dir); err != nil {
			return err
		}
		running, err = stack.Start(ctx, o.config(false))
		return err
	}
	if err := o.locked(ctx, start); err != nil {
		return err
	}
	shown := demo.Run(ctx, demo.Config{Cluster: running, Root: o.root, Dir: o.dir, Out: o.out, Then: o.stay})
	if len(before) > 0 {
		o.say("left running, as it was before: " + strings.Join(before, ", "))
	}
	stop := func(ctx context.Context) error { return cluster.Down(ctx, o.dir, o.say, before...) }
	return errors.Join(shown, o.locked(context.WithoutCancel(ctx), stop))
}

// stay returns at Ctrl-C.
func (o *options) stay(ctx context.Context) error {
	o.say("\nEverything stays as it is until Ctrl-C.")
	<-ctx.Done()
	o.say("")
	return nil
}

func (o *options) config(detached bool) stack.Config {
	return stack.Config{
		Root:             o.root,
		ControlPlaneOnly: o.controlPlaneOnly,
		Cluster: cluster.Config{
			Dir:      o.dir,
			BinDir:   o.bin,
			Detached: detached,
			Progress: o.say,
		},
	}
}

func (o *options) say(line string) { _, _ = fmt.Fprintln(o.out, line) }
