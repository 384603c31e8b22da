// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"os"

	"connectors.alauda.io/hack/local/cluster"
	"connectors.alauda.io/test/bench/report"
	"connectors.alauda.io/test/bench/stage"
)

// onOwnStage measures on a stack of its own, which runs the parts that config asks for; root, directory and progress are
// filled in here. The stack of the other chapters holds what they created, and rests meanwhile.
func (s settings) onOwnStage(
	ctx context.Context, config stage.Config, measure func(*stage.Stage) ([]report.Figure, error),
) (figures []report.Figure, err error) {
	root, err := cluster.FindRoot()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "connectors-bench-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	config.Root, config.Dir, config.Progress = root, dir, s.say
	running, err := stage.Start(ctx, config)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, running.Stop(ctx)) }()
	return measure(running)
}
