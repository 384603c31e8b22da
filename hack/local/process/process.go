// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package process

import (
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"
)

// poll is how often a process that is no child of ours is asked whether it still runs.
const poll = 20 * time.Millisecond

// A Process is a running or ended process that this package started, now or in an invocation before. Its methods may
// be called concurrently.
type Process struct {
	handle *os.Process
	file   string
	rec    entry
	// done is closed when the process ended; nil for a process that another invocation started.
	done <-chan struct{}
}

// Find returns the process that is recorded in recordFile, and false when it has ended or was never started.
func Find(recordFile string) (*Process, bool, error) {
	rec, found, err := read(recordFile)
	if err != nil || !found {
		return nil, false, err
	}
	handle, err := os.FindProcess(rec.PID)
	if err != nil {
		return nil, false, fmt.Errorf("process %d of %s: %w", rec.PID, recordFile, err)
	}
	// In this order: the handle holds on to whatever has the pid now, and then it is seen whether that is ours.
	running, err := alive(rec.Identity)
	if err != nil || !running {
		return nil, false, errors.Join(err, handle.Release())
	}
	return &Process{handle: handle, file: recordFile, rec: rec}, true, nil
}

// PID returns the process id.
func (p *Process) PID() int { return p.rec.PID }

// Started returns when the process was started, in ticks of the kernel's clock since the boot.
func (p *Process) Started() uint64 { return p.rec.Started }

// Fingerprint returns that of the Command with which the process was started.
func (p *Process) Fingerprint() string { return p.rec.Fingerprint }

// Running tells whether the process has not ended.
func (p *Process) Running() bool {
	if p.done != nil {
		select {
		case <-p.done:
			return false
		default:
			return true
		}
	}
	running, err := alive(p.rec.Identity)
	return running || err != nil
}

// Wait returns when the process has ended, or with the error of ctx.
func (p *Process) Wait(ctx context.Context) error {
	tick := time.NewTicker(poll)
	defer tick.Stop()
	for p.Running() {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-p.done:
		case <-tick.C:
		}
	}
	return nil
}

// Stop asks the process to end (SIGTERM), forces it after grace (SIGKILL), waits for its end and removes its record.
// A process that has ended already is no error.
func (p *Process) Stop(ctx context.Context, grace time.Duration) error {
	if err := p.signal(syscall.SIGTERM); err != nil {
		return err
	}
	patience, cancel := context.WithTimeout(ctx, grace)
	defer cancel()
	if err := p.Wait(patience); err != nil {
		return p.Kill(ctx)
	}
	return p.forget()
}

// Kill ends the process at once (SIGKILL), waits for its end and removes its record. A process that has ended already
// is no error.
func (p *Process) Kill(ctx context.Context) error {
	if err := p.signal(syscall.SIGKILL); err != nil {
		return err
	}
	// The kernel needs a moment even for this, and a cancelled ctx is no reason to leave a process half stopped.
	patience, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer cancel()
	if err := p.Wait(patience); err != nil {
		return fmt.Errorf("process %d survives SIGKILL: %w", p.PID(), err)
	}
	return p.forget()
}

func (p *Process) signal(signal syscall.Signal) error {
	if !p.Running() {
		return nil
	}
	if err := p.handle.Signal(signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("sending %v to process %d: %w", signal, p.PID(), err)
	}
	return nil
}

// forget removes the record, unless another process has been recorded there since.
func (p *Process) forget() error {
	rec, found, err := read(p.file)
	if err != nil || !found || rec.Identity != p.rec.Identity {
		return err
	}
	return os.Remove(p.file)
}
