// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gatewayfaults

import (
	"context"
	"fmt"
	"net/http"
	"testing"

	"golang.org/x/sync/errgroup"
)

// Clients that open streams of HTTP/2 and reset them at once get no more than their share: others are served, and what the
// first of them cost is not paid again for the next.
func TestRapidReset(t *testing.T) {
	t.Parallel()
	const (
		rounds      = 4
		connections = 4
		// allowed is MiB after the first round, with the race detector: 15,000 streams that were left over would be twice as much.
		allowed = 96
	)
	r := newRoom(t)
	tool := newTool(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/hang" {
			hang(w, r)
			return
		}
		fine(w, r)
	})
	connector := r.connect(t, tool.URL)
	p := r.start(t, hammered)
	client := newClient(t, http1)
	if err := r.expect(t.Context(), client, p, connector, http.StatusOK); err != nil {
		t.Fatal(err)
	}
	held := p.size(t)
	for _, test := range []struct {
		name, token string
		streams     int // on each connection
	}{
		{"by somebody", "nobody", 1250},
		{"by a caller with rights, of a tool that hangs", r.token, 150},
	} {
		t.Run(test.name, func(t *testing.T) {
			var memory int
			for round := range rounds {
				var clients errgroup.Group
				for range connections {
					abuser := newAbuser(t, p, r.pathOf(connector)+"/hang", test.token)
					clients.Go(func() error { return abuser.reset(test.streams) })
				}
				ctx, cancel := context.WithTimeout(t.Context(), mannersTimeout)
				if err := r.expect(ctx, client, p, connector, http.StatusOK); err != nil {
					t.Errorf("a client with manners: %v", err)
				}
				cancel()
				if err := clients.Wait(); err != nil {
					t.Logf("the server has had enough: %v", err)
				}
				if round == 0 {
					memory = p.memory(t)
				}
			}
			tool.CloseClientConnections()
			p.expectBack(t, held)
			p.expectMemory(t, fmt.Sprintf("%d rounds, after the first of which it had %d MiB", rounds, memory), memory+allowed)
		})
	}
}
