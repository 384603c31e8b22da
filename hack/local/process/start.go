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

	"connectors.alauda.io/hack/local/record"
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
	// Isolated gives the process namespaces of its own for mounts, network and process ids: it is the first process of
	// them, and when it ends the kernel ends all others in them. It takes root.
	Isolated bool
	// Inside is the process in whose namespaces this one is started; nil: those of the caller. It ends with that process,
	// and so with the caller only if that one is attached.
	Inside *Process
}

func (c Command) attributes() *syscall.SysProcAttr {
	// The wish to end with the caller is refused to a process in other namespaces, from where it does not see the caller.
	attr := attributes(c.Attached && c.Inside == nil)
	if c.Isolated {
		isolate(attr)
	}
	return attr
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
	cmd.SysProcAttr = command.attributes()

	p := &Process{file: command.RecordFile, rec: entry{Fingerprint: command.Fingerprint}}
	if err := p.launch(cmd, command.Inside); err != nil {
		return nil, fmt.Errorf("starting %s: %w", command.Path, err)
	}
	if err := record.Write(p.file, p.rec); err != nil {
		// Nobody could find it again, so it must not stay.
		killed := p.signal(syscall.SIGKILL)
		<-p.done
		return nil, errors.Join(fmt.Errorf("recording %s: %w", command.Path, err), killed)
	}
	return p, nil
}

// launch starts cmd, notes which process that is, and waits for its end in the background. It identifies the process before
// it waits: until then even a process that has ended at once is there to be identified.
func (p *Process) launch(cmd *exec.Cmd, in *Process) error {
	started, identified, done := make(chan error, 1), make(chan struct{}), make(chan struct{})
	p.done = done
	go func() {
		defer close(done)
		// The kernel's signal at the death of the parent comes when the thread that forked ends, not the process. So this
		// goroutine keeps its thread from the start of the process to its end.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := startCommand(cmd, in)
		started <- err
		if err != nil {
			return
		}
		<-identified
		// How it ended is in its log. What matters here is that it did, and that no zombie is left.
		_ = cmd.Wait()
	}()
	defer close(identified)
	if err := <-started; err != nil {
		return err
	}
	now, err := inspect(cmd.Process.Pid)
	if err != nil {
		return errors.Join(err, cmd.Process.Kill())
	}
	p.handle, p.rec.Identity = cmd.Process, now.identity
	return nil
}

func startCommand(cmd *exec.Cmd, in *Process) error {
	if in == nil {
		return cmd.Start()
	}
	return inside(in.handle, cmd.Start)
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
