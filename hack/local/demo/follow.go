// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package demo

import (
	"bufio"
	"context"
	"fmt"
	"strings"
	"time"
)

// A following is a command that runs until it is stopped, and whose lines are shown as they come.
type following struct {
	line  string
	lines <-chan string
	stop  func()
}

// follow starts a command that is to run for a while. It must be stopped.
func (t tools) follow(ctx context.Context, c command) (*following, error) {
	ctx, cancel := context.WithCancel(ctx)
	cmd := t.prepare(ctx, c)
	output, err := cmd.StdoutPipe()
	if err != nil {
		cancel()
		return nil, err
	}
	cmd.Stderr = cmd.Stdout
	t.show(c, " &")
	if err := cmd.Start(); err != nil {
		cancel()
		return nil, err
	}
	lines, ended := make(chan string), make(chan struct{})
	go func() {
		defer close(ended)
		defer close(lines)
		scanner := bufio.NewScanner(output)
		for scanner.Scan() {
			t.story.output(scanner.Text())
			select {
			case lines <- scanner.Text():
			case <-ctx.Done():
			}
		}
		// It is interrupted, so it says that it failed.
		_ = cmd.Wait()
	}()
	stop := func() {
		cancel()
		<-ended
	}
	return &following{line: t.line(c), lines: lines, stop: stop}, nil
}

// await returns once a line holds text.
func (f *following) await(ctx context.Context, patience time.Duration, text string) error {
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	for {
		select {
		case line, running := <-f.lines:
			if !running {
				return fmt.Errorf("`%s` ended before it showed %q", f.line, text)
			}
			if strings.Contains(line, text) {
				return nil
			}
		case <-deadline.C:
			return fmt.Errorf("`%s` should have shown %q within %s", f.line, text, patience)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
