// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"k8s.io/apiserver/pkg/server/healthz"
	"k8s.io/apiserver/pkg/server/mux"
	componentconfig "k8s.io/component-base/config"
	"k8s.io/controller-manager/app"
	"k8s.io/klog/v2"
)

// afterTimeout is how long after its time is up a request may take to be answered.
const afterTimeout = 5 * time.Second

// run serves until ctx ends and requests have. What the requests need is followed until then.
func (c *classAPI) run(ctx context.Context) error {
	background, stop := context.WithCancel(context.WithoutCancel(ctx))
	var running sync.WaitGroup
	defer running.Wait()
	defer stop()
	defer c.transports.Close()
	running.Go(func() { c.rules.Run(background) })

	serving, end := context.WithCancel(background)
	defer end()
	handler := app.BuildHandlerChain(c.newMux(ctx), &c.callers.authorization, &c.callers.authentication)
	stopped, _, err := c.callers.serving.Serve(handler, c.options.Timeout+afterTimeout, serving.Done())
	if err != nil {
		return fmt.Errorf("serving class APIs: %w", err)
	}
	<-ctx.Done()
	klog.FromContext(ctx).Info("Ending", "delay", c.options.ShutdownDelay)
	<-time.After(c.options.ShutdownDelay)
	end()
	<-stopped
	return nil
}

// newMux serves health, metrics and, at all other paths, the class APIs. It is not ready once ctx has ended.
func (c *classAPI) newMux(ctx context.Context) *mux.PathRecorderMux {
	alive := []healthz.HealthChecker{healthz.PingHealthz}
	ready := []healthz.HealthChecker{
		healthz.NamedCheck("cluster-synced", func(*http.Request) error { return c.synced() }),
		healthz.NamedCheck("shutdown", func(*http.Request) error {
			if ctx.Err() != nil {
				return errors.New("the process is about to end")
			}
			return nil
		}),
	}
	base := app.NewBaseHandler(&componentconfig.DebuggingConfiguration{}, http.NotFoundHandler())
	base.Unregister("/healthz")
	healthz.InstallHandler(base, alive...)
	healthz.InstallLivezHandler(base, alive...)
	healthz.InstallReadyzHandler(base, ready...)
	base.NotFoundHandler(c.handler)
	return base
}
