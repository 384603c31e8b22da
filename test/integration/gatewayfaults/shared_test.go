// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gatewayfaults

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"golang.org/x/sync/errgroup"
)

// Connectors to the same hosts share connections, and these end with the hosts.
func TestConnectionsToToolsAreShared(t *testing.T) {
	t.Parallel()
	const (
		connectors = 200
		hosts      = 50
		rounds     = 3
		atOnce     = 8
		// slack is for connections that were opened beside others while these were in use, on a busy machine for long.
		slack = hosts
	)
	r := newRoom(t)
	p := r.start(t, crowded)
	var tools []*httptest.Server
	for range hosts {
		tools = append(tools, newTool(t, fine))
	}
	var names []string
	for i := range connectors {
		names = append(names, r.connect(t, tools[i%hosts].URL))
	}
	client := newClient(t, http1)
	if err := r.expect(t.Context(), client, p, r.connect(t, newTool(t, fine).URL), http.StatusOK); err != nil {
		t.Fatal(err)
	}
	before := p.size(t)
	for range rounds {
		var clients errgroup.Group
		clients.SetLimit(atOnce)
		for _, name := range names {
			clients.Go(func() error { return r.expect(t.Context(), client, p, name, http.StatusOK) })
		}
		if err := clients.Wait(); err != nil {
			t.Fatal(err)
		}
	}
	if grown := p.size(t)[openFiles] - before[openFiles]; grown > hosts+slack {
		t.Errorf("%d Connectors to %d hosts hold %d more files open, want at most %d", connectors, hosts, grown, hosts+slack)
	}
	for _, tool := range tools {
		tool.CloseClientConnections()
	}
	client.CloseIdleConnections()
	p.expectBack(t, before)
}

// some is an error until a number is positive.
func some(number *atomic.Int64) func(context.Context) error {
	return func(context.Context) error {
		if number.Load() == 0 {
			return errors.New("none yet")
		}
		return nil
	}
}
