// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"k8s.io/apiserver/pkg/server/healthz"
	"k8s.io/apiserver/pkg/server/mux"
	componentconfig "k8s.io/component-base/config"
	"k8s.io/controller-manager/app"
)

// shutdownTimeout is how long requests for health and metrics may take at the end.
const shutdownTimeout = 5 * time.Second

// serve answers requests for health and metrics until ctx ends. The channel is closed when nothing is under way any more.
func (c *config) serve(ctx context.Context, e *election) (<-chan struct{}, error) {
	closed := make(chan struct{})
	if c.serving == nil {
		close(closed)
		return closed, nil
	}
	handler := app.BuildHandlerChain(newMux(e), &c.authorization, &c.authentication)
	stopped, _, err := c.serving.Serve(handler, shutdownTimeout, ctx.Done())
	if err != nil {
		return nil, fmt.Errorf("serving health and metrics: %w", err)
	}
	return stopped, nil
}

func newMux(e *election) *mux.PathRecorderMux {
	alive := []healthz.HealthChecker{healthz.PingHealthz, e.watchdog}
	ready := append([]healthz.HealthChecker{healthz.NamedCheck("leader-synced", e.ready)}, alive...)
	base := app.NewBaseHandler(&componentconfig.DebuggingConfiguration{}, http.NotFoundHandler())
	base.Unregister("/healthz")
	healthz.InstallHandler(base, alive...)
	healthz.InstallLivezHandler(base, alive...)
	healthz.InstallReadyzHandler(base, ready...)
	return base
}
