// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
)

// cores divides the machine between what is measured and what measures: clients and tools would otherwise take from a
// proxy what they take from another one less. Where there is no taskset, or one processor only, all share all.
type cores struct {
	taskset string
	// proxies and others are lists of processors, as taskset takes them.
	proxies, others, all string
}

func findCores(say func(string)) (cores, error) {
	last := runtime.NumCPU() - 1
	if last < 1 {
		say("  one processor only: clients, tools and proxies share it")
		return cores{}, nil
	}
	taskset, err := exec.LookPath("taskset")
	if errors.Is(err, exec.ErrNotFound) {
		say("  no taskset (apt-get install util-linux): clients, tools and proxies share all processors, and figures scatter")
		return cores{}, nil
	}
	return cores{
		taskset: taskset, proxies: strconv.Itoa(last), others: fmt.Sprintf("0-%d", last-1), all: fmt.Sprintf("0-%d", last),
	}, err
}

// divide keeps this process, and what it starts from now on, away from the processor of the proxies.
func (c cores) divide(ctx context.Context) error { return c.aside(ctx, os.Getpid()) }

// share lets this process, and what it starts from now on, use all processors.
func (c cores) share(ctx context.Context) error { return c.anywhere(ctx, os.Getpid()) }

// proxy puts a process on the processor of the proxies, aside keeps it away from there, and anywhere lets it use all.
func (c cores) proxy(ctx context.Context, pid int) error    { return c.place(ctx, pid, c.proxies) }
func (c cores) aside(ctx context.Context, pid int) error    { return c.place(ctx, pid, c.others) }
func (c cores) anywhere(ctx context.Context, pid int) error { return c.place(ctx, pid, c.all) }

// place moves all threads of a process; those that they start later follow them.
func (c cores) place(ctx context.Context, pid int, where string) error {
	if c.taskset == "" {
		return nil
	}
	output, err := exec.CommandContext(ctx, c.taskset, "--all-tasks", "--cpu-list", "--pid", where, strconv.Itoa(pid)).CombinedOutput()
	if err != nil {
		return fmt.Errorf("putting process %d on processors %s: %w: %s", pid, where, err, bytes.TrimSpace(output))
	}
	return nil
}
