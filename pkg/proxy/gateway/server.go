// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"k8s.io/klog/v2"
	"k8s.io/utils/clock"
)

const (
	// readHeaderTimeout is how long a client may take to send a header.
	readHeaderTimeout = 10 * time.Second
	// idleTimeout is how long a connection may be without a request.
	idleTimeout = 2 * time.Minute
	// maxHeaderBytes bounds the header of a request, 64 KiB.
	maxHeaderBytes = 64 << 10
)

// ServerOptions configure a Server.
type ServerOptions struct {
	// MaxRequestsInFlight is how many requests may be under way at once; positive.
	MaxRequestsInFlight int
	// ShutdownDelay is how long it goes on serving after it was told to end.
	ShutdownDelay time.Duration
	// ShutdownTimeout is how long requests that are under way may take afterwards.
	ShutdownTimeout time.Duration
	// Clock measures ShutdownDelay; the real one when nil.
	Clock clock.Clock
}

// Server serves a handler over HTTP/1.1 and, without TLS, HTTP/2 with prior knowledge.
type Server struct {
	options ServerOptions
	places  *places
	closing atomic.Bool
}

// NewServer makes a Server. It starts nothing.
func NewServer(handler http.Handler, options ServerOptions) (*Server, error) {
	if handler == nil || options.MaxRequestsInFlight <= 0 {
		return nil, errors.New("gateway: a server needs a handler and a positive number of requests that may be under way")
	}
	if options.Clock == nil {
		options.Clock = clock.RealClock{}
	}
	return &Server{options: options, places: newPlaces(options.MaxRequestsInFlight, handler)}, nil
}

// Ready is a health check that fails from the moment when the server is told to end.
func (s *Server) Ready(*http.Request) error {
	if s.closing.Load() {
		return errors.New("the process is shutting down")
	}
	return nil
}

// Serve serves what the listener accepts, until ctx ends and the requests under way have ended or been cut off. It may be
// called once, and closes the listener.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	// Requests outlive ctx.
	requests, cutOff := context.WithCancel(context.WithoutCancel(ctx))
	defer cutOff()
	server := s.httpServer(requests)
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	select {
	case err := <-served:
		return fmt.Errorf("serving requests to tools: %w", err)
	case <-ctx.Done():
	}
	s.closing.Store(true)
	klog.FromContext(ctx).Info("Shutting down", "delay", s.options.ShutdownDelay, "timeout", s.options.ShutdownTimeout)
	select {
	case err := <-served:
		return fmt.Errorf("serving requests to tools: %w", err)
	case <-s.options.Clock.After(s.options.ShutdownDelay):
	}
	if err := s.drain(requests, server); err != nil {
		klog.FromContext(ctx).Info("Cutting off requests that have not ended in time")
		// Connections first: no client shall take what it has got by then for the whole.
		_ = server.Close()
		cutOff()
	}
	return nil
}

// drain lets requests end. The library does not wait for connections that were upgraded; their requests hold a place.
func (s *Server) drain(ctx context.Context, server *http.Server) error {
	ctx, cancel := context.WithTimeout(ctx, s.options.ShutdownTimeout)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		return err
	}
	return s.places.drain(ctx)
}

func (s *Server) httpServer(requests context.Context) *http.Server {
	var protocols http.Protocols
	protocols.SetHTTP1(true)
	protocols.SetUnencryptedHTTP2(true)
	return &http.Server{
		Handler:           s.places,
		Protocols:         &protocols,
		ReadHeaderTimeout: readHeaderTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		BaseContext:       func(net.Listener) context.Context { return requests },
		// "OPTIONS *" would be answered by the library, before it is known who asks.
		DisableGeneralOptionsHandler: true,
	}
}
