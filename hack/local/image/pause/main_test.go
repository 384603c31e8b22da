// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"os"
	"os/signal"
	"syscall"
	"testing"
)

func TestChildrenAreReapedUntilTheEnd(t *testing.T) {
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, syscall.SIGCHLD)
	defer signal.Stop(ended)
	ends, children, done := make(chan os.Signal), make(chan os.Signal), make(chan struct{})
	go func() {
		stay(ends, children)
		close(done)
	}()
	pid, err := syscall.ForkExec("/bin/sh", []string{"sh", "-c", "exit 3"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	<-ended
	children <- syscall.SIGCHLD
	ends <- syscall.SIGTERM // taken once reaping is over
	<-done
	if _, err := syscall.Wait4(pid, nil, syscall.WNOHANG, nil); !errors.Is(err, syscall.ECHILD) {
		t.Errorf("waiting for the child: error %v, want that it has been waited for", err)
	}
}
