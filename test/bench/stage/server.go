// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package stage

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"connectors.alauda.io/hack/local/cluster"
	"connectors.alauda.io/hack/local/stack"
)

// A Server is one of the processes that are measured.
type Server string

// The two servers that are compared.
const (
	Ours Server = stack.APIServer
	Peer Server = cluster.KubeAPIServer
	// Etcd serves both.
	Etcd Server = cluster.Etcd
)

const (
	settlePause    = time.Second
	settlePatience = 20 * time.Second
	// settled is the share of memory by which a server may still shrink within a pause.
	settled = 0.005
)

// Resident returns the bytes of memory that a server holds, after it has collected its garbage and given back to the
// kernel what it does not need.
func (s *Stage) Resident(ctx context.Context, server Server) (int64, error) {
	pid, err := s.cluster.PID(string(server))
	if err != nil {
		return 0, err
	}
	if err := s.collectGarbage(ctx, server); err != nil {
		return 0, err
	}
	tick := time.NewTicker(settlePause)
	defer tick.Stop()
	patience := time.After(settlePatience)
	last, err := ResidentOf(pid)
	for err == nil {
		select {
		case <-ctx.Done():
			return 0, ctx.Err()
		case <-patience:
			return last, nil
		case <-tick.C:
		}
		var now int64
		now, err = ResidentOf(pid)
		if err == nil && float64(last-now) < settled*float64(last) {
			return now, nil
		}
		last = now
	}
	return 0, err
}

// collectGarbage asks twice, since what has a finalizer outlives the first collection.
func (s *Stage) collectGarbage(ctx context.Context, server Server) error {
	for range 2 {
		if _, err := s.debug(ctx, server, "heap?gc=1"); err != nil {
			return err
		}
	}
	return nil
}

// Profile writes a CPU profile of the next seconds of a server into a file in dir.
func (s *Stage) Profile(ctx context.Context, server Server, dir, name string, seconds int) error {
	profile, err := s.debug(ctx, server, fmt.Sprintf("profile?seconds=%d", seconds))
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, name+"."+string(server)+".pprof"), profile, 0o644)
}

func (s *Stage) debug(ctx context.Context, server Server, what string) ([]byte, error) {
	config := s.admin
	if server == Ours {
		config = s.adminDirect
	}
	client, err := NewClient(config)
	if err != nil {
		return nil, err
	}
	defer client.Close()
	return client.Do(ctx, http.MethodGet, "/debug/pprof/"+what, nil)
}

// CPU returns the processor time that a server has used.
func (s *Stage) CPU(server Server) (time.Duration, error) {
	pid, err := s.cluster.PID(string(server))
	if err != nil {
		return 0, err
	}
	return CPUOf(pid)
}
