// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package otlpserver is a collector of OpenTelemetry spans that keeps what it gets, for tests.
package otlpserver

import (
	"context"
	"fmt"
	"net"
	"sync"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	trace "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/grpc"
)

// Server takes spans over OTLP and gRPC, without TLS. It is safe for concurrent use.
type Server struct {
	collector.UnimplementedTraceServiceServer

	endpoint string
	server   *grpc.Server

	mu       sync.Mutex
	received []*trace.ResourceSpans
}

// Start starts a Server on this machine. Stop ends it.
func Start(ctx context.Context) (*Server, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp4", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listening for spans: %w", err)
	}
	s := &Server{endpoint: listener.Addr().String(), server: grpc.NewServer()}
	collector.RegisterTraceServiceServer(s.server, s)
	go func() { _ = s.server.Serve(listener) }() // ends with Stop
	return s, nil
}

// Endpoint is host:port.
func (s *Server) Endpoint() string { return s.endpoint }

// Stop ends the Server.
func (s *Server) Stop() { s.server.Stop() }

// Export implements the service.
func (s *Server) Export(_ context.Context, request *collector.ExportTraceServiceRequest) (*collector.ExportTraceServiceResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.received = append(s.received, request.GetResourceSpans()...)
	return &collector.ExportTraceServiceResponse{}, nil
}

// Received is all that came so far, with the resources that it is about. It must not be changed.
func (s *Server) Received() []*trace.ResourceSpans {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]*trace.ResourceSpans(nil), s.received...)
}

// Spans are the spans of all resources.
func (s *Server) Spans() []*trace.Span {
	var all []*trace.Span
	for _, resource := range s.Received() {
		for _, scope := range resource.GetScopeSpans() {
			all = append(all, scope.GetSpans()...)
		}
	}
	return all
}
