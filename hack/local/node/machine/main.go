// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

//go:build linux

// Command machine is the first process of what the kubelet of the local cluster takes for a machine. It is started in
// namespaces of its own for mounts, network and process ids; furnishes them as a kubelet expects to find a machine; and
// stays, waiting for processes that nobody else waits for. When it ends, the kernel ends everything else in there.
package main

import (
	"fmt"
	"os"
	"os/signal"

	"golang.org/x/sys/unix"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "machine:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if os.Getpid() != 1 || len(args) != 1 {
		return fmt.Errorf("got process id %d and arguments %q; it is started as process 1 of namespaces of its own, "+
			"with the directory of the machine", os.Getpid(), args)
	}
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, unix.SIGTERM, unix.SIGINT, unix.SIGCHLD)
	if err := furnish(args[0]); err != nil {
		return err
	}
	for received := range signals {
		if received != unix.SIGCHLD {
			return nil
		}
		reap()
	}
	return nil
}

// reap waits for the processes that have ended. Signals are not counted, so one may stand for several.
func reap() {
	for {
		pid, err := unix.Wait4(-1, nil, unix.WNOHANG, nil)
		if err == unix.EINTR {
			continue
		}
		if err != nil || pid <= 0 {
			return
		}
	}
}
