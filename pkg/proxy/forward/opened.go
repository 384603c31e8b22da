// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package forward

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"connectors.alauda.io/pkg/proxy/inbound"
)

const (
	// tlsHandshake is the first byte of a ClientHello.
	tlsHandshake = 0x16
	established  = "HTTP/1.1 200 Connection established\r\n\r\n"
)

// opened is the connection of a client after the answer to its CONNECT.
type opened struct {
	net.Conn
	// early is what had been read of the connection together with the header of the CONNECT.
	early []byte
}

// open answers a CONNECT and takes the connection over. After an error the CONNECT is not answered yet.
func open(w http.ResponseWriter) (*opened, error) {
	conn, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return nil, fmt.Errorf("taking over the connection of a CONNECT: %w", err)
	}
	early := make([]byte, buffered.Reader.Buffered())
	_, err = io.ReadFull(buffered, early)
	if err == nil {
		_, err = io.WriteString(conn, established)
	}
	if err != nil { // The client has gone, as whoever reads will notice.
		_ = conn.Close()
	}
	return &opened{Conn: conn, early: early}, nil
}

// Read implements net.Conn.
func (o *opened) Read(into []byte) (int, error) {
	if len(o.early) == 0 {
		return o.Conn.Read(into)
	}
	n := copy(into, o.early)
	if o.early = o.early[n:]; len(o.early) == 0 {
		o.early = nil // Tunnels live long.
	}
	return n, nil
}

// beginsTLS says whether the first byte of the client is that of TLS. It waits for it, but not for long.
func (o *opened) beginsTLS() (bool, error) {
	if len(o.early) == 0 {
		if err := o.SetReadDeadline(time.Now().Add(inbound.ReadHeaderTimeout)); err != nil {
			return false, err
		}
		first := make([]byte, 1)
		if _, err := io.ReadFull(o.Conn, first); err != nil {
			return false, err
		}
		o.early = first
		if err := o.SetReadDeadline(time.Time{}); err != nil {
			return false, err
		}
	}
	return o.early[0] == tlsHandshake, nil
}

// CloseWrite ends the direction to the client.
func (o *opened) CloseWrite() error { return inbound.CloseWrite(o.Conn) }
