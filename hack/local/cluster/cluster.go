// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package cluster

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"

	"connectors.alauda.io/hack/local/port"
	"connectors.alauda.io/hack/local/process"
)

// A Cluster is a control plane that was started. Its methods may be called concurrently, other than those that start
// or stop the same part.
type Cluster struct {
	config      Config
	layout      layout
	ports       *port.Book
	authorities authorities

	mu      sync.Mutex
	parts   []Part
	running map[string]*process.Process
}

// Start leaves a control plane running and ready in config.Dir: it adopts what runs there already and starts what is
// missing. On an error it stops what it started, unless the cluster is to outlive the caller. An error about a part is
// a *PartError.
func Start(ctx context.Context, config Config) (*Cluster, error) {
	c, err := open(config)
	if err != nil {
		return nil, err
	}
	if err := c.findPrograms(); err != nil {
		return nil, err
	}
	if err := c.retire(ctx); err != nil {
		return nil, err
	}
	for _, part := range c.planned() {
		if err := c.Run(ctx, part); err != nil {
			return nil, errors.Join(err, c.abandon(ctx))
		}
	}
	return c, nil
}

func open(config Config) (*Cluster, error) {
	config, err := config.complete()
	if err != nil {
		return nil, err
	}
	c := &Cluster{config: config, layout: layout(config.Dir), running: map[string]*process.Process{}}
	if err := os.MkdirAll(config.Dir, 0o755); err != nil {
		return nil, err
	}
	if c.ports, err = port.OpenBook(c.layout.ports()); err != nil {
		return nil, err
	}
	if c.authorities, err = openAuthorities(c.layout); err != nil {
		return nil, err
	}
	return c, ensureCertificates(c.layout, c.authorities, config.Network)
}

// planned are the parts in the order in which they are started.
func (c *Cluster) planned() []Part {
	parts := append(slices.Clone(c.config.First), etcdPart(), apiServerPart())
	parts = append(parts, c.config.Parts...)
	if !c.config.WithoutControllers {
		parts = append(parts, controllersPart())
	}
	if c.config.Network != nil {
		parts = append(parts, schedulerPart())
	}
	return append(parts, c.config.Last...)
}

// abandon stops what an attached cluster has started before a part failed. A detached one is left for inspection, and
// for the next attempt, which adopts it.
func (c *Cluster) abandon(ctx context.Context) error {
	if c.config.Detached {
		return nil
	}
	return c.Stop(context.WithoutCancel(ctx))
}

// Run leaves one more part running, ready and registered. It is stopped with the cluster.
func (c *Cluster) Run(ctx context.Context, part Part) error {
	c.mu.Lock()
	c.parts = append(c.parts, part)
	c.mu.Unlock()
	return c.ensure(ctx, part)
}

// Kill ends a part at once, as kill -9 does.
func (c *Cluster) Kill(ctx context.Context, name string) error {
	running, err := c.process(name)
	if err != nil {
		return err
	}
	return running.Kill(ctx)
}

// Restart ends a part in good order, if it runs, starts it again on the same ports and returns when it is ready.
func (c *Cluster) Restart(ctx context.Context, name string) error {
	part, err := c.part(name)
	if err != nil {
		return err
	}
	running, err := c.process(name)
	if err != nil {
		return err
	}
	if err := running.Stop(ctx, grace); err != nil {
		return err
	}
	if err := c.awaitPorts(ctx, part); err != nil {
		return err
	}
	return c.launch(ctx, part, 1)
}

// PID returns the process id of a part.
func (c *Cluster) PID(name string) (int, error) {
	running, err := c.process(name)
	if err != nil {
		return 0, err
	}
	return running.PID(), nil
}

// BinDir returns the directory of the binaries, kubectl among them.
func (c *Cluster) BinDir() string { return c.config.BinDir }

// LogFile returns the file that a part logs to.
func (c *Cluster) LogFile(name string) string { return c.layout.log(name) }

// Port returns the port that was chosen under this name, and 0 when none was.
func (c *Cluster) Port(name string) int { return c.ports.Lookup(name) }

// url returns the address of what listens on the port of this name.
func (c *Cluster) url(portName string) string {
	return fmt.Sprintf("https://127.0.0.1:%d", c.Port(portName))
}

// Process returns the process of a part.
func (c *Cluster) Process(name string) (*process.Process, error) { return c.process(name) }

func (c *Cluster) adopt(part Part, running *process.Process) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.running[part.Name] = running
}

func (c *Cluster) process(name string) (*process.Process, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if running, ok := c.running[name]; ok {
		return running, nil
	}
	return nil, fmt.Errorf("part %q was not started", name)
}

func (c *Cluster) part(name string) (Part, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if i := slices.IndexFunc(c.parts, func(p Part) bool { return p.Name == name }); i >= 0 {
		return c.parts[i], nil
	}
	return Part{}, fmt.Errorf("the cluster has no part %q", name)
}
