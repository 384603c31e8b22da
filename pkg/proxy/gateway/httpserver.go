// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"time"
)

const (
	// readHeaderTimeout is how long a client may take to send a header, and for a handshake of TLS.
	readHeaderTimeout = 10 * time.Second
	// idleTimeout is how long a connection may be without a request.
	idleTimeout = 2 * time.Minute
	// maxHeaderBytes bounds the header of a request, 64 KiB.
	maxHeaderBytes = 64 << 10
	// maxStreams bounds the requests of one HTTP/2 connection.
	maxStreams = 250
	// pingAfter and pingTimeout find HTTP/2 clients that have gone without a word.
	pingAfter   = 30 * time.Second
	pingTimeout = 15 * time.Second
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
	var protocols http.Protocols
	protocols.SetHTTP1(true)
	protocols.SetHTTP2(true)
	protocols.SetUnencryptedHTTP2(true)
	return &http.Server{
		Handler:   s.handler,
		Protocols: &protocols,
		HTTP2: &http.HTTP2Config{
			MaxConcurrentStreams: maxStreams,
			SendPingTimeout:      pingAfter, PingTimeout: pingTimeout, WriteByteTimeout: stalledWrite,
		},
		TLSConfig:         &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: s.options.Certificate},
		ReadHeaderTimeout: readHeaderTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		BaseContext:       func(net.Listener) context.Context { return requests },
		// "OPTIONS *" would be answered by the library, before it is known who asks.
		DisableGeneralOptionsHandler: true,
	}
}
