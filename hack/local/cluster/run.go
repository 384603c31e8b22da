// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package cluster

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"connectors.alauda.io/hack/local/port"
	"connectors.alauda.io/hack/local/process"
)

const (
	// launches is how often a part is started on other ports because somebody took its port in the meantime.
	launches = 3
	// logLines is how much of the log is shown of a part that failed.
	logLines = 20
)

// A PartError says which part failed, why, and what it said last.
type PartError struct {
	Part    string
	LogFile string
	// Log is the end of the log file.
	Log string
	Err error
}

// Error says all of it, in several lines.
func (e *PartError) Error() string {
	return fmt.Sprintf("%s failed: %v; the end of %s:\n%s", e.Part, e.Err, e.LogFile, e.Log)
}

// Unwrap returns the reason.
func (e *PartError) Unwrap() error { return e.Err }

var errExited = errors.New("it has ended")

// ensure leaves the part running, ready and registered, whatever the state before.
func (c *Cluster) ensure(ctx context.Context, part Part) error {
	running, found, err := process.Find(c.layout.record(part.Name))
	if err != nil {
		return err
	}
	if !found {
		return c.launch(ctx, part, launches)
	}
	stopped, err := c.stopChanged(ctx, part, running)
	if err != nil {
		return err
	}
	if stopped {
		return c.launch(ctx, part, launches)
	}
	c.adopt(part, running)
	err = c.await(ctx, part, running)
	if errors.Is(err, errExited) {
		// It was about to end.
		return c.launch(ctx, part, launches)
	}
	if err == nil {
		c.config.Progress(part.Name + ": is running")
	}
	return err
}

// launch starts the part, on other ports when those it had are taken, and waits until it is ready and registered.
func (c *Cluster) launch(ctx context.Context, part Part, attempts int) error {
	for attempt := 1; ; attempt++ {
		if attempts > 1 {
			if err := part.choosePorts(ctx, c.ports); err != nil {
				return err
			}
		}
		started := time.Now()
		running, err := c.start(ctx, part)
		if err != nil {
			return err
		}
		err = c.await(ctx, part, running)
		if err == nil {
			c.config.Progress(fmt.Sprintf("%s: ready after %.1f s", part.Name, time.Since(started).Seconds()))
			return nil
		}
		if attempt < attempts && portTaken(err) {
			continue
		}
		return err
	}
}

func (c *Cluster) start(ctx context.Context, part Part) (*process.Process, error) {
	if part.Prepare != nil {
		if err := part.Prepare(ctx, c); err != nil {
			return nil, fmt.Errorf("preparing %s: %w", part.Name, err)
		}
	}
	command, err := c.command(part)
	if err != nil {
		return nil, err
	}
	if part.Inside != "" && command.Inside == nil {
		return nil, fmt.Errorf("%s runs inside %s, which does not run", part.Name, part.Inside)
	}
	running, err := process.Start(command)
	if err != nil {
		return nil, err
	}
	c.adopt(part, running)
	return running, nil
}

// await returns when the part is ready and registered, or has failed, or is out of time.
func (c *Cluster) await(ctx context.Context, part Part, running *process.Process) error {
	err := c.awaitReady(ctx, part, running)
	if err == nil && part.Register != nil {
		err = part.Register(ctx, c)
	}
	if err == nil {
		return nil
	}
	file := c.layout.log(part.Name)
	log, logErr := process.Tail(file, logLines)
	return &PartError{Part: part.Name, LogFile: file, Log: log, Err: errors.Join(err, logErr)}
}

func (c *Cluster) awaitReady(ctx context.Context, part Part, running *process.Process) error {
	ctx, cancel := context.WithTimeout(ctx, c.config.Patience)
	defer cancel()
	tick := time.NewTicker(readyPause)
	defer tick.Stop()
	for {
		err := ask(ctx, part, c)
		if err == nil {
			return nil
		}
		if !running.Running() {
			return errExited
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("it is not ready: %w (%w)", err, ctx.Err())
		case <-tick.C:
		}
	}
}

func ask(ctx context.Context, part Part, c *Cluster) error {
	ctx, cancel := context.WithTimeout(ctx, readyTimeout)
	defer cancel()
	return part.Ready(ctx, c)
}

// portTaken tells whether a part ended because somebody else listens on its port.
func portTaken(err error) bool {
	var failed *PartError
	return errors.As(err, &failed) && errors.Is(err, errExited) && strings.Contains(failed.Log, "address already in use")
}

// awaitPorts returns once the ports of a part are free.
func (c *Cluster) awaitPorts(ctx context.Context, part Part) error {
	ctx, cancel := context.WithTimeout(ctx, c.config.Patience)
	defer cancel()
	tick := time.NewTicker(readyPause)
	defer tick.Stop()
	for _, name := range part.Ports {
		number, err := c.ports.Get(name)
		if err != nil {
			return err
		}
		for !port.IsFree(number) {
			select {
			case <-ctx.Done():
				return fmt.Errorf("port %d of %s stays taken: %w", number, part.Name, ctx.Err())
			case <-tick.C:
			}
		}
	}
	return nil
}
