// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
	"k8s.io/klog/v2"
	"k8s.io/utils/clock"
)

// Tunnels are connections that clients have asked for with CONNECT.
type Tunnels interface {
	// Shutdown lets the requests inside end, takes no new ones, and returns when there are none or ctx ends.
	Shutdown(ctx context.Context) error
	// Close cuts off what is left.
	Close() error
}

// ServerOptions configure a Server.
type ServerOptions struct {
	// Places bound the requests of the handler, which the caller has wrapped; required.
	Places *Places
	// Tunnels are those of the handler, nil where it makes none.
	Tunnels Tunnels
	// Certificate gives the certificate of a TLS connection; required where a listener is secure.
	Certificate func(*tls.ClientHelloInfo) (*tls.Certificate, error)
	// ShutdownDelay is how long it goes on serving after it was told to end.
	ShutdownDelay time.Duration
	// ShutdownTimeout is how long requests that are under way may take afterwards.
	ShutdownTimeout time.Duration
	// Clock measures ShutdownDelay; the real one when nil.
	Clock clock.Clock
}

// Server serves a handler over HTTP/1.1 and HTTP/2, over TLS and, with prior knowledge of HTTP/2, without.
type Server struct {
	options ServerOptions
	handler http.Handler
	closing atomic.Bool
}

// NewServer makes a Server. It starts nothing.
func NewServer(handler http.Handler, options ServerOptions) (*Server, error) {
	if handler == nil || options.Places == nil {
		return nil, errors.New("gateway: a server needs a handler and the places of its requests")
	}
	if options.Tunnels == nil {
		options.Tunnels = noTunnels{}
	}
	if options.Clock == nil {
		options.Clock = clock.RealClock{}
	}
	return &Server{options: options, handler: handler}, nil
}

// Ready is a health check that fails from the moment when the server is told to end.
func (s *Server) Ready(*http.Request) error {
	if s.closing.Load() {
		return errors.New("the process is shutting down")
	}
	return nil
}

// Serve serves what the listeners accept, until ctx ends and the requests under way have ended or been cut off. It may be
// called once, and closes the listeners.
func (s *Server) Serve(ctx context.Context, listeners ...Listener) error {
	for _, listener := range listeners {
		if listener.Secure && s.options.Certificate == nil {
			return errors.New("gateway: a listener begins with TLS, and ServerOptions.Certificate is missing")
		}
	}
	// Requests outlive ctx.
	requests, cutOff := context.WithCancel(context.WithoutCancel(ctx))
	defer cutOff()
	server := s.httpServer(requests)
	served := make(chan error, len(listeners))
	for _, listener := range listeners {
		go func() { served <- listener.serve(server) }()
	}
	if err := s.untilTold(ctx, served); err != nil {
		_ = server.Close()
		return fmt.Errorf("serving requests to tools: %w", err)
	}
	if err := s.drain(requests, server); err != nil {
		klog.FromContext(ctx).Info("Cutting off requests that have not ended in time")
		// Connections first: no client shall take what it has got by then for the whole.
		_ = server.Close()
		_ = s.options.Tunnels.Close()
		cutOff()
	}
	return nil
}

// untilTold returns when ctx and the delay afterwards have ended, or with an error when serving ends before.
func (s *Server) untilTold(ctx context.Context, served <-chan error) error {
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
	}
	s.closing.Store(true)
	klog.FromContext(ctx).Info("Shutting down", "delay", s.options.ShutdownDelay, "timeout", s.options.ShutdownTimeout)
	select {
	case err := <-served:
		return err
	case <-s.options.Clock.After(s.options.ShutdownDelay):
		return nil
	}
}

// drain lets requests end. The library does not wait for connections that were upgraded; their requests hold a place.
func (s *Server) drain(ctx context.Context, server *http.Server) error {
	ctx, cancel := context.WithTimeout(ctx, s.options.ShutdownTimeout)
	defer cancel()
	var ending errgroup.Group
	ending.Go(func() error { return server.Shutdown(ctx) })
	ending.Go(func() error { return s.options.Tunnels.Shutdown(ctx) })
	if err := ending.Wait(); err != nil {
		return err
	}
	return s.options.Places.drain(ctx)
}

// Listener is where requests come from.
type Listener struct {
	net.Listener
	// Secure says that connections begin with TLS.
	Secure bool
	// MaxConnections is how many may be open at once, without a bound when zero. Others wait to be accepted.
	MaxConnections int
}

type noTunnels struct{}

func (noTunnels) Shutdown(context.Context) error { return nil }
func (noTunnels) Close() error                   { return nil }
