// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Command bench measures the servers of Connectors against the kube-apiserver doing the same, and prints one table.
// docs/benchmarks.md says how to read it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"regexp"
	"strings"
	"syscall"
	"time"

	"connectors.alauda.io/hack/local/cluster"
	"connectors.alauda.io/test/bench/report"
	"connectors.alauda.io/test/bench/stage"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

const defaultSteady = 10 * time.Minute

// settings are the flags.
type settings struct {
	quick    bool
	only     *regexp.Regexp
	profiles string
	steady   time.Duration
	parts    *regexp.Regexp
	out      io.Writer
}

func run(ctx context.Context, args []string, out io.Writer) error {
	if len(args) > 0 {
		if serve, ok := servers()[args[0]]; ok {
			return serve(ctx, args[1:], out)
		}
	}
	s, err := parse(args, out)
	if err != nil {
		return err
	}
	root, err := cluster.FindRoot()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "connectors-bench-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	started := time.Now()
	running, err := stage.Start(ctx, stage.Config{Root: root, Dir: dir, Progress: s.say})
	if err != nil {
		return err
	}
	figures, err := s.measure(ctx, running)
	if stopped := running.Stop(ctx); err == nil {
		err = stopped
	}
	if tableErr := report.Table(out, figures); err == nil {
		err = tableErr
	}
	if err != nil {
		return err
	}
	s.say(fmt.Sprintf("measured in %s", time.Since(started).Round(time.Second)))
	if missed := report.Missed(figures); len(missed) > 0 {
		return fmt.Errorf("%d of %d figures miss their targets: %s", len(missed), len(figures), strings.Join(missed, "; "))
	}
	return nil
}

func parse(args []string, out io.Writer) (settings, error) {
	s := settings{out: out}
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.BoolVar(&s.quick, "quick", false, "fewer objects and rounds: a look, not a measurement")
	only := flags.String("only", "", "measure only the chapters that match this regular expression")
	parts := flags.String("parts", "", "measure only the parts of connectors-proxy, connectors-csi and connectors/api that match this regular expression")
	flags.StringVar(&s.profiles, "profiles", "", "an existing directory for CPU profiles of both servers")
	flags.DurationVar(&s.steady, "steady", defaultSteady, "how long connectors-proxy is looked at under a steady load; an hour shows what leaks slowly")
	if err := flags.Parse(args); err != nil {
		return s, err
	}
	var err, partsErr error
	s.only, err = regexp.Compile(*only)
	s.parts, partsErr = regexp.Compile(*parts)
	return s, errors.Join(err, partsErr)
}

func (s settings) say(line string) { _, _ = fmt.Fprintln(os.Stderr, line) }

// measure runs the chapters one after the other.
func (s settings) measure(ctx context.Context, running *stage.Stage) ([]report.Figure, error) {
	var all []report.Figure
	for _, chapter := range s.chapters(running) {
		if !s.only.MatchString(chapter.name) {
			continue
		}
		s.say("measuring: " + chapter.name)
		figures, err := chapter.measure(ctx)
		all = append(all, figures...)
		if err != nil {
			return all, fmt.Errorf("%s: %w", chapter.name, err)
		}
		if err := report.Table(os.Stderr, figures); err != nil {
			return all, err
		}
	}
	return all, nil
}
