// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package inbound is how clients of connectors-proxy are served, outside of tunnels and inside: what bounds their headers,
// connections and streams.
package inbound

import (
	"context"
	"net"
	"net/http"
	"time"
)

const (
	// ReadHeaderTimeout is how long a client may take to send a header, for the first byte in a tunnel, and for a handshake
	// of TLS.
	ReadHeaderTimeout = 10 * time.Second
	// MaxHeaderBytes bounds the header of a request, 64 KiB.
	MaxHeaderBytes = 64 << 10
	// StalledWrite is how long a client may take to accept what it asked for. A client that reads slowly moves on with every
	// segment; one that has stopped reading holds buffers here and a connection to the tool.
	StalledWrite = 2 * time.Minute

	// idleTimeout is how long a connection may be without a request.
	idleTimeout = 2 * time.Minute
	// maxStreams bounds the requests of one HTTP/2 connection.
	maxStreams = 250
	// pingAfter and pingTimeout find HTTP/2 clients that have gone without a word.
	pingAfter   = 30 * time.Second
	pingTimeout = 15 * time.Second
)

// NewServer makes a server for HTTP/1.1 and HTTP/2, over TLS and, with prior knowledge of HTTP/2, without. It starts nothing.
func NewServer(handler http.Handler, base func(net.Listener) context.Context) *http.Server {
	var protocols http.Protocols
	protocols.SetHTTP1(true)
	protocols.SetHTTP2(true)
	protocols.SetUnencryptedHTTP2(true)
	return &http.Server{
		Handler:   handler,
		Protocols: &protocols,
		HTTP2: &http.HTTP2Config{
			MaxConcurrentStreams: maxStreams,
			SendPingTimeout:      pingAfter, PingTimeout: pingTimeout, WriteByteTimeout: StalledWrite,
		},
		ReadHeaderTimeout: ReadHeaderTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    MaxHeaderBytes,
		BaseContext:       base,
		// "OPTIONS *" would be answered by the library, before it is known who asks.
		DisableGeneralOptionsHandler: true,
	}
}
