// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package process

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
)

// A Command says what to run and where to keep track of it.
type Command struct {
	// Path is the program, Args its arguments without its name.
	Path string
	Args []string
	// Env is added to the environment of the caller, as NAME=value.
	Env []string
	// RecordFile is where the identity of the process is kept.
	RecordFile string
	// LogFile gets what the process prints. The log of the run before is kept beside it as LogFile.previous.
	LogFile string
	// Fingerprint tells one command from another: a process that is found again can be compared with the command
	// that would be run now.
	Fingerprint string
	// Attached makes the kernel kill the process when the caller ends, however it ends. Without, it lives on.
	Attached bool
}

// Start runs the command in a session of its own and records it. It returns once the process runs, not once it is
// ready for anything.
func Start(command Command) (*Process, error) {
	log, err := openLog(command.LogFile)
	if err != nil {
		return nil, fmt.Errorf("opening the log of %s: %w", command.Path, err)
	}
	defer func() { _ = log.Close() }()

	cmd := exec.Command(command.Path, command.Args...)
	cmd.Env = append(os.Environ(), command.Env...)
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = attributes(command.Attached)

	p := &Process{file: command.RecordFile, rec: record{Fingerprint: command.Fingerprint}}
	if err := p.launch(cmd); err != nil {
		return nil, fmt.Errorf("starting %s: %w", command.Path, err)
	}
	if err := write(p.file, p.rec); err != nil {
		// Nobody could find it again, so it must not stay.
		killed := p.signal(syscall.SIGKILL)
		<-p.done
		return nil, errors.Join(fmt.Errorf("recording %s: %w", command.Path, err), killed)
	}
	return p, nil
}

// launch starts cmd, notes which process that is, and waits for its end in the background.
//
// The kernel's signal at the death of the parent comes when the thread that forked ends, not the process. So one
// goroutine keeps its thread from the start of the process to its end. It identifies the process before it waits: until
// then even a process that has ended at once is there to be identified.
func (p *Process) launch(cmd *exec.Cmd) error {
	started, done := make(chan error, 1), make(chan struct{})
	p.done = done
	go func() {
		defer close(done)
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		if err := cmd.Start(); err != nil {
			started <- err
			return
		}
		now, err := inspect(cmd.Process.Pid)
		if err != nil {
			err = errors.Join(err, cmd.Process.Kill())
		}
		p.handle, p.rec.Identity = cmd.Process, now.identity
		started <- err
		// How it ended is in its log. What matters here is that it did, and that no zombie is left.
		_ = cmd.Wait()
	}()
	return <-started
}

// openLog opens an empty log file and keeps the one of the run before.
func openLog(file string) (*os.File, error) {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return nil, err
	}
	if err := os.Rename(file, file+".previous"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return os.OpenFile(file, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
}
