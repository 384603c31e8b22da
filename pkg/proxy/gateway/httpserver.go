// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"

	"connectors.alauda.io/pkg/proxy/inbound"
)

// serve serves what the listener accepts.
func (l Listener) serve(server *http.Server) error {
	listener := l.Listener
	if l.MaxConnections > 0 {
		listener = newBounded(listener, l.MaxConnections)
	}
	listener = patient{listener}
	if l.Secure {
		return server.ServeTLS(listener, "", "")
	}
	return server.Serve(listener)
}

func (s *Server) httpServer(requests context.Context) *http.Server {
	server := inbound.NewServer(s.handler, func(net.Listener) context.Context { return requests })
	server.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: s.options.Certificate}
	return server
}
