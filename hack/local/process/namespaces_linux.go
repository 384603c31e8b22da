// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package process

import (
	"fmt"
	"os"
	"runtime"
	"syscall"

	"golang.org/x/sys/unix"
)

// namespaces are what a process of its own machine has for itself: mounts, network and process ids.
const namespaces = unix.CLONE_NEWNS | unix.CLONE_NEWNET | unix.CLONE_NEWPID

// isolate lets a process begin namespaces of its own.
func isolate(attr *syscall.SysProcAttr) { attr.Cloneflags |= namespaces }

// inside calls do on a thread that has been moved into the namespaces of a process: what do starts lives there, and what
// it opens is opened there. The thread ends afterwards, for it cannot come back.
func inside(of *os.Process, do func() error) error {
	done := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		if unix.Gettid() == unix.Getpid() {
			// The first thread is never ended, and /proc/self is about it. While it waits here, another one does it.
			defer runtime.UnlockOSThread()
			done <- inside(of, do)
			return
		}
		// Never unlocked: the runtime ends a thread whose goroutine has ended so.
		if err := enter(of); err != nil {
			done <- err
			return
		}
		done <- do()
	}()
	return <-done
}

// enter moves the calling thread. The handle is that of a process and not its number, so it cannot be another one's by now.
func enter(of *os.Process) error {
	// Threads share their root and working directory, which a thread in other mounts must have for itself.
	if err := unix.Unshare(unix.CLONE_FS); err != nil {
		return fmt.Errorf("leaving the root directory of the other threads: %w", err)
	}
	var entered error
	err := of.WithHandle(func(handle uintptr) { entered = unix.Setns(int(handle), namespaces) })
	if err == nil {
		err = entered
	}
	if err != nil {
		return fmt.Errorf("entering the namespaces of process %d (it takes root, and Linux 5.8): %w", of.Pid, err)
	}
	return nil
}
