// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gatewayfaults

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"connectors.alauda.io/pkg/proxy/inbound"
	"connectors.alauda.io/test/integration/harness"
)

// Connections beyond the bound wait, and those that say nothing make room for them.
func TestManyIdleConnections(t *testing.T) {
	t.Parallel()
	const patience = time.Minute
	r := newRoom(t)
	connector := r.connect(t, newTool(t, fine).URL)
	p := r.start(t, narrowIdle)
	begun := time.Now()
	for range narrowConnections {
		p.dial(t)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	err := r.expect(ctx, newClient(t, http1), p, connector, http.StatusOK)
	// On a machine that stood still some may have been cut off already.
	if took := time.Since(begun); err == nil && took < inbound.ReadHeaderTimeout {
		t.Errorf("more than %d connections are served, after %s", narrowConnections, took)
	}
	harness.Within(t, patience, "the idle ones make room", func(ctx context.Context) error {
		return r.expect(ctx, newClient(t, http1), p, connector, http.StatusOK)
	})
}

// Clients that ask for much and read nothing cost what is in the buffers, and hinder nobody.
func TestClientsThatDoNotRead(t *testing.T) {
	t.Parallel()
	const (
		clients = 40
		size    = 100 << 20
		allowed = 120 // MiB for all of them, with the race detector; what the tools send is thirty times as much
	)
	r := newRoom(t)
	connector := r.connect(t, newTool(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/" {
			fine(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/octet-stream")
		_, _ = io.CopyN(w, zeros{}, size)
	}).URL)
	p := r.start(t, unread)
	client := newClient(t, http1)
	if err := r.expect(t.Context(), client, p, connector, http.StatusOK); err != nil {
		t.Fatal(err)
	}
	before, held := p.memory(t), p.size(t)
	var conns []net.Conn
	for range clients {
		conn := p.dial(t)
		conns = append(conns, conn)
		_, err := fmt.Fprintf(conn, "GET %s/large HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer %s\r\n\r\n", r.pathOf(connector), r.token)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := conn.Read(make([]byte, 1)); err != nil {
			t.Fatal(err)
		}
	}
	for range 200 {
		ctx, cancel := context.WithTimeout(t.Context(), mannersTimeout)
		if err := r.expect(ctx, client, p, connector, http.StatusOK); err != nil {
			t.Errorf("a client that reads: %v", err)
		}
		cancel()
	}
	p.expectMemory(t, fmt.Sprintf("%d clients that do not read", clients), before+allowed)
	for _, conn := range conns {
		_ = conn.Close()
	}
	p.expectBack(t, held)
}

// Connections that are opened, used and closed leave nothing behind.
func TestConnectionsLeaveNothingBehind(t *testing.T) {
	t.Parallel()
	const (
		rounds  = 4
		each    = 500
		allowed = 96 // MiB after the first round, with the race detector
	)
	r := newRoom(t)
	tool := newTool(t, fine)
	connector := r.connect(t, tool.URL)
	p := r.start(t, reopened)
	if err := r.expect(t.Context(), newClient(t, http1), p, connector, http.StatusOK); err != nil {
		t.Fatal(err)
	}
	held := p.size(t)
	var memory int
	for round := range rounds {
		r.openAndClose(t, p, connector, each)
		if round == 0 {
			memory = p.memory(t)
		}
	}
	tool.CloseClientConnections() // the proxy keeps idle ones for a while
	p.expectBack(t, held)
	p.expectMemory(t, fmt.Sprintf("%d connections, after the first %d of which it had %d MiB", rounds*each, each, memory), memory+allowed)
}

// openAndClose has each request sent over a connection of its own.
func (r room) openAndClose(t *testing.T, p replica, connector string, number int) {
	t.Helper()
	var clients errgroup.Group
	clients.SetLimit(16)
	for range number {
		client := newClient(t, http1)
		clients.Go(func() error {
			defer client.CloseIdleConnections()
			return r.expect(t.Context(), client, p, connector, http.StatusOK)
		})
	}
	if err := clients.Wait(); err != nil {
		t.Error(err)
	}
}
