// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package stage

import (
	"context"
	"net/http"

	"connectors.alauda.io/hack/local/stack"
)

// Controller is the status controller. It runs only where Config says so.
const Controller Server = stack.Controller

// Kill ends a server at once.
func (s *Stage) Kill(ctx context.Context, server Server) error {
	return s.cluster.Kill(ctx, string(server))
}

// Restart ends a server in good order, starts it again and returns when it is ready.
func (s *Stage) Restart(ctx context.Context, server Server) error {
	return s.cluster.Restart(ctx, string(server))
}

// Memory returns the bytes of memory that a server holds at the moment, garbage included.
func (s *Stage) Memory(server Server) (int64, error) {
	pid, err := s.cluster.PID(string(server))
	if err != nil {
		return 0, err
	}
	return ResidentOf(pid)
}

// ControllerMetrics returns the metrics of the status controller as they are served.
func (s *Stage) ControllerMetrics(ctx context.Context) ([]byte, error) {
	config := s.Admin()
	config.Host, config.CAData = stack.ControllerEndpoint(s.cluster, stack.Controller), s.cluster.ServingCA()
	client, err := NewClient(config)
	if err != nil {
		return nil, err
	}
	defer client.Close()
	return client.Do(ctx, http.MethodGet, "/metrics", nil)
}
