// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gatewayfaults

import (
	"context"
	"net/http"
	"testing"
	"time"

	"connectors.alauda.io/test/integration/harness"
)

// decisionLife is longer than an answer of the cluster is remembered.
const decisionLife = 12 * time.Second

// What is known of Connectors is in memory: without the server that keeps them, and without what keeps everything, they are
// used as before. One that is not known is not said to be missing. All heals without a hand.
func TestServersThatAreAway(t *testing.T) {
	for _, part := range []string{harness.APIServer, harness.Etcd} {
		t.Run(part, func(t *testing.T) {
			r := newRoom(t)
			tool := newTool(t, ticking(time.Second))
			known, ticks := r.connect(t, newTool(t, fine).URL), r.connect(t, tool.URL)
			client := newClient(t, http1)
			if err := r.expect(t.Context(), client, first, known, http.StatusOK); err != nil {
				t.Fatal(err)
			}
			streams := r.openStreams(t, first, ticks)

			stack.Kill(t, part)
			for gone := time.Now(); time.Since(gone) < decisionLife; {
				if err := r.expect(t.Context(), client, first, known, http.StatusOK); err != nil {
					t.Fatalf("a known Connector after %s: %v", time.Since(gone), err)
				}
			}
			if err := r.expect(t.Context(), client, first, "unknown", http.StatusServiceUnavailable); err != nil {
				t.Errorf("an unknown Connector: %v", err)
			}
			if err := first.ready(t.Context()); err != nil {
				t.Errorf("one who can serve is not ready: %v", err)
			}
			stack.Restart(t, part)
			harness.Eventually(t, "an unknown Connector is missing again", func(ctx context.Context) error {
				return r.expect(ctx, client, first, "unknown", http.StatusNotFound)
			})
			for _, s := range streams {
				s.awaitMore(t, 1)
			}
			fresh := r.connect(t, newTool(t, fine).URL)
			harness.Eventually(t, "a new Connector works", func(ctx context.Context) error {
				return r.expect(ctx, client, first, fresh, http.StatusOK)
			})
			moved := newTool(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
			harness.Eventually(t, "the Connector is moved", func(ctx context.Context) error { return r.move(ctx, known, moved.URL) })
			harness.Eventually(t, "changes arrive", func(ctx context.Context) error {
				return r.expect(ctx, client, first, known, http.StatusTeapot)
			})
		})
	}
}
