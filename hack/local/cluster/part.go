// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package cluster

import (
	"context"
	"fmt"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"

	"connectors.alauda.io/hack/local/port"
)

// A Part is one process of a cluster and what is known about running it.
type Part struct {
	// Name is unique in the cluster; the log is called after it.
	Name string
	// Program is the file in Config.BinDir, or the path of a program of the machine.
	Program string
	// Isolated gives the part namespaces of its own, and Inside names the isolated part, started before, in whose namespaces
	// this one runs and with which it ends. See process.Command.
	Isolated bool
	Inside   string
	// Ports are the names of the TCP ports that the part listens on. They are chosen before Args is called, which
	// reads them with Cluster.Port.
	Ports []string
	// Args returns the arguments. It is called before every start and, to see whether a running part is still as it
	// should be, without one: it must return the same for the same state.
	Args func(*Cluster) ([]string, error)
	// Prepare is called before every start; it may be nil.
	Prepare func(context.Context, *Cluster) error
	// Ready returns nil once the part can be used. It is asked over and over, under a deadline of a few seconds.
	Ready func(context.Context, *Cluster) error
	// Register is called once the part is ready, and also when it was found running; it may be nil.
	Register func(context.Context, *Cluster) error
}

const (
	// grace is how long a part may take to end after SIGTERM.
	grace = 10 * time.Second
	// readyTimeout bounds one question whether a part is ready, readyPause is between two of them.
	readyTimeout = 5 * time.Second
	readyPause   = 50 * time.Millisecond
	// portPatience is how long a port that is not free is waited for before another one is chosen.
	portPatience = 3 * time.Second
)

// choosePorts gives every port of the part a number, and another one where somebody else has taken it. A port that the
// part had before it was killed may be held for a moment longer, so it is waited for.
func (p Part) choosePorts(ctx context.Context, book *port.Book) error {
	for _, name := range p.Ports {
		number, err := book.Get(name)
		if err != nil {
			return err
		}
		free := func(context.Context) (bool, error) { return port.IsFree(number), nil }
		err = wait.PollUntilContextTimeout(ctx, readyPause, portPatience, true, free)
		switch {
		case err == nil:
			continue
		case ctx.Err() != nil:
			return fmt.Errorf("waiting for port %d of %s: %w", number, p.Name, ctx.Err())
		}
		if _, err := book.Renew(name); err != nil {
			return err
		}
	}
	return nil
}
