// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/klog/v2"
)

// syncPoll is how often it is looked whether the cluster has been read.
const syncPoll = 50 * time.Millisecond

// run serves until ctx ends and requests have. What the requests need is followed until then.
func (p *proxy) run(ctx context.Context) error {
	listener, err := listenOn(ctx, p.options.address())
	if err != nil {
		return fmt.Errorf("listening for requests to tools: %w", err)
	}
	defer func() { _ = listener.Close() }()
	healthListener, err := listenOn(ctx, p.options.HealthBindAddress)
	if err != nil {
		return fmt.Errorf("listening for health checks: %w", err)
	}
	background, stop := context.WithCancel(context.WithoutCancel(ctx))
	var running sync.WaitGroup
	defer p.informers.Shutdown()
	defer running.Wait()
	defer stop()
	p.informers.StartWithContext(background)
	running.Go(func() { p.rules.Run(background) })
	running.Go(func() { p.targets.Run(background) })

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
		return p.serve(serving, listener)
	})
	return group.Wait()
}

// serve takes requests once the cluster has been read: no tool is dialled before the guard knows which addresses are the
// cluster's own. Connections that come earlier wait.
func (p *proxy) serve(ctx context.Context, listener net.Listener) error {
	synced := func(context.Context) (bool, error) { return p.synced() == nil, nil }
	if wait.PollUntilContextCancel(ctx, syncPoll, true, synced) != nil {
		return nil // told to end before it has begun
	}
	klog.FromContext(ctx).Info("Serving", "address", listener.Addr().String())
	defer p.transports.Close()
	return p.server.Serve(ctx, listener)
}

func listenOn(ctx context.Context, address string) (net.Listener, error) {
	var config net.ListenConfig
	return config.Listen(ctx, "tcp", address)
}
