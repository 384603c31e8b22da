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

	"golang.org/x/sync/errgroup"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/klog/v2"

	"connectors.alauda.io/pkg/proxy/gateway"
)

// syncPoll is how often it is looked whether the cluster has been read.
const syncPoll = 50 * time.Millisecond

// lastSpans is how long spans may take to be sent when the process ends.
const lastSpans = 5 * time.Second

// lastLines is how long the requests that were cut off may take to end.
const lastLines = 5 * time.Second

// run serves until ctx ends and requests have. What the requests need is followed until then.
func (p *proxy) run(ctx context.Context) error {
	listeners, err := p.options.listen(ctx)
	if err != nil {
		return err
	}
	defer closeAll(listeners)
	healthListener, err := listenOn(ctx, p.options.HealthBindAddress)
	if err != nil {
		return fmt.Errorf("listening for health checks: %w", err)
	}
	background, stop := context.WithCancel(context.WithoutCancel(ctx))
	var running sync.WaitGroup
	defer p.informers.Shutdown()
	defer running.Wait()
	defer stop()
	defer p.sendSpans(background)
	p.informers.StartWithContext(background)
	for _, run := range p.background() {
		running.Go(func() { run(background) })
	}

	health := p.healthServer()
	group, serving := errgroup.WithContext(ctx)
	group.Go(func() error {
		if err := health.Serve(healthListener); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("serving health checks: %w", err)
		}
		return nil
	})
	group.Go(func() error {
		defer func() { _ = health.Close() }()
		return p.serve(serving, listeners)
	})
	return group.Wait()
}

// awaitAudit waits until requests that were cut off are written down.
func (p *proxy) awaitAudit(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastLines)
	defer cancel()
	if err := p.auditor.Wait(ctx); err != nil {
		klog.FromContext(ctx).Error(err, "Lines of the audit log are lost")
	}
}

// sendSpans sends what is known of the last requests.
func (p *proxy) sendSpans(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, lastSpans)
	defer cancel()
	if err := p.tracer.shutdown(ctx); err != nil {
		klog.FromContext(ctx).Error(err, "Spans are lost")
	}
}

// background is what runs from before the first request until after the last.
func (p *proxy) background() []func(context.Context) {
	all := []func(context.Context){p.rules.Run, p.targets.Run, p.callers.keys.Run, p.authority.Run, p.serving.Run}
	if p.auditLog != nil {
		all = append(all, p.auditLog.Run)
	}
	return all
}

// serve takes requests once the cluster has been read: no tool is dialled before the guard knows which addresses are the
// cluster's own. Connections that come earlier wait.
func (p *proxy) serve(ctx context.Context, listeners []gateway.Listener) error {
	synced := func(context.Context) (bool, error) { return p.synced() == nil, nil }
	if wait.PollUntilContextCancel(ctx, syncPoll, true, synced) != nil {
		return nil // told to end before it has begun
	}
	for _, listener := range listeners {
		klog.FromContext(ctx).Info("Serving", "address", listener.Addr().String(), "tls", listener.Secure)
	}
	defer p.transports.Close()
	defer p.awaitAudit(ctx)
	return p.server.Serve(ctx, listeners...)
}
