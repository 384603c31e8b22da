// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package cluster

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"connectors.alauda.io/hack/local/process"
)

// Stop ends every part of the cluster, servers before what they depend on. The data stays.
func (c *Cluster) Stop(ctx context.Context) error {
	return errors.Join(Down(ctx, c.config.Dir, c.config.Progress), c.ports.Close())
}

// Running returns the names of the parts that run in dir, whoever started them, in the order in which they would be
// stopped.
func Running(dir string) ([]string, error) {
	records, err := stopOrder(dir)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, record := range records {
		names = append(names, partOf(record))
	}
	return names, nil
}

// Down ends the parts of the cluster in dir but those to keep, whoever started them, and nothing else. Progress is told
// what was ended; it may be nil.
func Down(ctx context.Context, dir string, progress func(line string), keep ...string) error {
	records, err := stopOrder(dir)
	if err != nil {
		return err
	}
	var failures []error
	for _, record := range records {
		if slices.Contains(keep, partOf(record)) {
			continue
		}
		stopped, err := stop(ctx, record)
		if err != nil {
			failures = append(failures, fmt.Errorf("stopping %s: %w", partOf(record), err))
		}
		if stopped && progress != nil {
			progress(partOf(record) + ": stopped")
		}
	}
	return errors.Join(failures...)
}

// retire ends the running parts that have changed, clients before servers: a kube-apiserver takes its time to end while
// the kube-controller-manager watches it.
func (c *Cluster) retire(ctx context.Context) error {
	parts := c.planned()
	slices.Reverse(parts)
	for _, part := range parts {
		running, found, err := process.Find(c.layout.record(part.Name))
		if err != nil {
			return err
		}
		if !found {
			continue
		}
		if _, err := c.stopChanged(ctx, part, running); err != nil {
			return err
		}
	}
	return nil
}

// stopChanged ends a running part that would be run in another way now.
func (c *Cluster) stopChanged(ctx context.Context, part Part, running *process.Process) (stopped bool, err error) {
	command, err := c.command(part)
	if err != nil || running.Fingerprint() == command.Fingerprint {
		return false, err
	}
	c.config.Progress(part.Name + ": has changed, restarting it")
	return true, running.Stop(ctx, grace)
}

// stopOrder returns the records of the parts that run, in the order in which they are stopped: what was started last is
// stopped first, but for the kube-apiserver, which comes after its clients, and etcd.
func stopOrder(dir string) ([]string, error) {
	all, err := layout(dir).records()
	if err != nil {
		return nil, err
	}
	var records []string
	started := map[string]uint64{}
	for _, record := range all {
		running, found, err := process.Find(record)
		if err != nil {
			return nil, err
		}
		if found {
			records, started[record] = append(records, record), running.Started()
		}
	}
	slices.SortFunc(records, func(a, b string) int {
		return cmp.Or(cmp.Compare(rank(partOf(a)), rank(partOf(b))), cmp.Compare(started[b], started[a]))
	})
	return records, nil
}

func stop(ctx context.Context, record string) (stopped bool, err error) {
	running, found, err := process.Find(record)
	if err != nil || !found {
		return false, err
	}
	return true, running.Stop(ctx, grace)
}

// rank is zero but for the kube-apiserver and etcd, which are stopped last.
func rank(part string) int {
	switch part {
	case Etcd:
		return 2
	case KubeAPIServer:
		return 1
	}
	return 0
}

func partOf(record string) string {
	return strings.TrimSuffix(filepath.Base(record), recordSuffix)
}
