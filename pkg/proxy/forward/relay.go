// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package forward

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"connectors.alauda.io/pkg/proxy/inbound"
)

const (
	// relayIdle is how long a passthrough tunnel may be without a byte in either direction.
	relayIdle = 10 * time.Minute
	// relayBuffer is how many bytes are held for each direction.
	relayBuffer = 32 << 10
)

// passTunnel leads a tunnel to a host that belongs to no Connector, until it ends, or gives an API error. What passes is not
// looked at.
func (h *Handler) passTunnel(ctx context.Context, w http.ResponseWriter, at place) error {
	host, err := h.dialer.DialContext(ctx, "tcp", at.String())
	if err != nil {
		return unreachable(err)
	}
	client, err := open(w)
	if err != nil {
		_ = host.Close()
		return err
	}
	relay(ctx, client, host, &h.buffers)
	return nil
}

// relay copies between two connections until both have nothing more to say, one breaks off, nothing was said for a while, or
// ctx ends. It closes both.
func relay(ctx context.Context, client, host net.Conn, buffers *sync.Pool) {
	closeBoth := func() {
		_ = client.Close()
		_ = host.Close()
	}
	defer closeBoth()
	defer context.AfterFunc(ctx, closeBoth)()
	idle := time.AfterFunc(relayIdle, closeBoth)
	defer idle.Stop()
	heard := func() { idle.Reset(relayIdle) }
	var both sync.WaitGroup
	for _, way := range []struct{ to, from net.Conn }{{host, client}, {client, host}} {
		both.Go(func() {
			if err := pump(way.to, way.from, heard, buffers); err != nil {
				closeBoth()
			}
		})
	}
	both.Wait()
}

// pump copies until there is nothing more, says so to the other side, and gives an error if that cannot be done.
func pump(to, from net.Conn, heard func(), buffers *sync.Pool) error {
	buffer, ok := buffers.Get().(*[relayBuffer]byte)
	if !ok {
		buffer = new([relayBuffer]byte)
	}
	defer buffers.Put(buffer)
	for {
		n, err := from.Read(buffer[:])
		if n > 0 {
			heard()
			if _, err := to.Write(buffer[:n]); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return inbound.CloseWrite(to)
		}
		if err != nil {
			return err
		}
	}
}
