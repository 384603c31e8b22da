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

// onOwnStage measures on a stack of its own, with a status controller that has these flags. The stack of the other
// chapters holds what they created, and rests meanwhile.
func (s settings) onOwnStage(
	ctx context.Context, controller []string, measure func(*stage.Stage) ([]report.Figure, error),
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
	running, err := stage.Start(ctx, stage.Config{Root: root, Dir: dir, Controller: controller, Progress: s.say})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, running.Stop(ctx)) }()
	return measure(running)
}
