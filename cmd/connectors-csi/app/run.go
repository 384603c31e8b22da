// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"
	"google.golang.org/grpc"
	"k8s.io/klog/v2"

	"connectors.alauda.io/pkg/csi/socket"
)

// sockets are where the driver is reached.
type sockets struct {
	driver, registration *socket.Socket
	health               net.Listener
}

// listen opens them. The kubelet calls the driver as soon as it sees the socket for registration, so that is the last one.
func (p *plugin) listen(ctx context.Context) (opened sockets, err error) {
	defer func() {
		if err != nil {
			err = errors.Join(err, opened.close())
		}
	}()
	if opened.health, err = new(net.ListenConfig).Listen(ctx, "tcp", p.options.HealthBindAddress); err != nil {
		return opened, fmt.Errorf("listening for health checks: %w", err)
	}
	if opened.driver, err = socket.Listen(ctx, p.options.Kubelet.socket()); err != nil {
		return opened, fmt.Errorf("--endpoint: %w", err)
	}
	if opened.registration, err = socket.Listen(ctx, p.options.Kubelet.registrationSocket()); err != nil {
		return opened, fmt.Errorf("--registration-dir: %w", err)
	}
	return opened, nil
}

// close closes those that are open.
func (s sockets) close() error {
	var errs []error
	if s.health != nil {
		errs = append(errs, s.health.Close())
	}
	if s.driver != nil {
		errs = append(errs, s.driver.Close())
	}
	return errors.Join(errs...)
}

// run serves until ctx ends, and then until calls that are under way have ended. It fails when the kubelet refuses the driver.
// It serves before the classes are read: a volume whose class is not known yet asks for it.
func (p *plugin) run(ctx context.Context) error {
	opened, err := p.listen(ctx)
	if err != nil {
		return err
	}
	background, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer p.informers.Shutdown()
	defer stop()
	p.informers.StartWithContext(background)
	klog.FromContext(ctx).Info("Serving", "endpoint", p.options.Kubelet.Endpoint, "health", opened.health.Addr().String())

	health := p.healthServer()
	group, serving := errgroup.WithContext(ctx)
	group.Go(func() error {
		if err := health.Serve(opened.health); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("serving health checks: %w", err)
		}
		return nil
	})
	group.Go(func() error { return p.registration.Await(serving) })
	group.Go(func() error {
		defer p.finish(ctx, p.registrar)
		return opened.registration.Serve(serving, p.registrar)
	})
	group.Go(func() error {
		defer func() { _ = health.Close() }()
		defer p.finish(ctx, p.server)
		return opened.driver.Serve(serving, p.server)
	})
	return group.Wait()
}

// finish lets calls that are under way end, and takes no others.
func (p *plugin) finish(ctx context.Context, server *grpc.Server) {
	cut := time.AfterFunc(p.options.ShutdownTimeout, func() {
		klog.FromContext(ctx).Info("Calls are cut off that have not ended in time", "timeout", p.options.ShutdownTimeout)
		server.Stop()
	})
	defer cut.Stop()
	server.GracefulStop()
}
