// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"connectors.alauda.io/test/bench/load"
	"connectors.alauda.io/test/bench/stage"
)

// profileSeconds is how much of a measurement is profiled.
const profileSeconds = 3

// profiled returns what profiles both servers in one round of every measurement, and nil when no profiles are asked for.
func (s settings) profiled(running *stage.Stage) load.Around {
	if s.profiles == "" {
		return nil
	}
	return func(ctx context.Context, figure string, round int, measure func() (float64, error)) (float64, error) {
		if round != 1 {
			return s.accounted(running, figure, measure)
		}
		var group errgroup.Group
		for _, server := range []stage.Server{stage.Ours, stage.Peer} {
			group.Go(func() error {
				return running.Profile(ctx, server, s.profiles, figure, profileSeconds)
			})
		}
		value, err := measure()
		if profileErr := group.Wait(); err == nil {
			err = profileErr
		}
		return value, err
	}
}

// accounted says how much processor time the servers used for each unit of the value, which is a rate. Unlike the rate
// itself, that hardly depends on what else the machine does.
func (s settings) accounted(running *stage.Stage, figure string, measure func() (float64, error)) (float64, error) {
	servers := []stage.Server{stage.Ours, stage.Peer, stage.Etcd}
	before := make([]time.Duration, len(servers))
	for i, server := range servers {
		var err error
		if before[i], err = running.CPU(server); err != nil {
			return 0, err
		}
	}
	started := time.Now()
	rate, err := measure()
	if err != nil {
		return rate, err
	}
	units := rate * time.Since(started).Seconds()
	line := &strings.Builder{}
	fmt.Fprintf(line, "  %-40s %8.1f /s; processor time:", figure, rate)
	for i, server := range servers {
		after, err := running.CPU(server)
		if err != nil {
			return rate, err
		}
		fmt.Fprintf(line, " %s %.3f ms,", server, float64(after-before[i])/float64(time.Millisecond)/units)
	}
	s.say(strings.TrimSuffix(line.String(), ","))
	return rate, nil
}
