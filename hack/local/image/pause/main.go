// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Command pause is the first process of every Pod: it keeps the namespaces that the containers share for as long as the
// Pod lives, and does nothing else until SIGINT or SIGTERM ends it.
//
// Where containers share the process namespace it is pid 1 there, which inherits every process whose parent has ended.
// It waits for them, so that they do not stay as zombies.
package main

import (
	"errors"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ends := make(chan os.Signal, 1)
	signal.Notify(ends, syscall.SIGINT, syscall.SIGTERM)
	children := make(chan os.Signal, 1)
	signal.Notify(children, syscall.SIGCHLD)
	stay(ends, children)
}

// stay returns when it is told to end, and reaps when a child has ended.
func stay(ends, children <-chan os.Signal) {
	for {
		select {
		case <-ends:
			return
		case <-children:
			reap()
		}
	}
}

// reap waits for every child that has ended. One signal may stand for many: the kernel and the channel both merge them.
func reap() {
	for {
		pid, err := syscall.Wait4(-1, nil, syscall.WNOHANG, nil)
		if errors.Is(err, syscall.EINTR) {
			continue
		}
		if err != nil || pid == 0 {
			return
		}
	}
}
