// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package statusfaults

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"connectors.alauda.io/test/integration/harness"
)

// A twin is a process that runs as a part of the stack does, and is a child of the test.
type twin struct {
	command *exec.Cmd
	done    chan struct{}
	err     error
}

// startTwin runs what a part runs once more, without its port. Its log is looked through with those of the stack.
func startTwin(t *testing.T, s *harness.Stack, part string) *twin {
	t.Helper()
	pid := s.PID(t, part)
	program, err := os.Readlink(fmt.Sprintf("/proc/%d/exe", pid))
	if err != nil {
		t.Fatal(err)
	}
	line, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	if err != nil {
		t.Fatal(err)
	}
	log, err := os.Create(filepath.Join(filepath.Dir(s.Cluster().LogFile(part)), part+"-twin.log"))
	if err != nil {
		t.Fatal(err)
	}
	tw := &twin{command: exec.Command(program), done: make(chan struct{})}
	for _, arg := range bytes.Split(bytes.TrimSuffix(line, []byte{0}), []byte{0})[1:] {
		if !strings.HasPrefix(string(arg), "--secure-port=") {
			tw.command.Args = append(tw.command.Args, string(arg))
		}
	}
	tw.command.Args = append(tw.command.Args, "--secure-port=0")
	tw.command.Stdout, tw.command.Stderr = log, log
	if err := tw.command.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(tw.done)
		tw.err = tw.command.Wait()
	}()
	t.Cleanup(func() {
		_ = tw.command.Process.Kill() // it has usually ended
		_ = tw.wait()
		if err := log.Close(); err != nil {
			t.Error(err)
		}
	})
	return tw
}

func (tw *twin) signal(t *testing.T, signal syscall.Signal) {
	t.Helper()
	if err := tw.command.Process.Signal(signal); err != nil {
		t.Fatal(err)
	}
}

// wait returns when the process has ended, nil if that was with code 0.
func (tw *twin) wait() error {
	<-tw.done
	return tw.err
}
