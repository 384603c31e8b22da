// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gatewayfaults

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"connectors.alauda.io/test/integration/harness"
)

// A tool that hangs takes the places of its own Connector and of no other, and a client that goes gives its place back.
func TestHangingToolTakesItsOwnPlacesOnly(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	var under atomic.Int64
	tool := newTool(t, counted(&under, hang))
	hangs, works := r.connect(t, tool.URL), r.connect(t, newTool(t, fine).URL)
	ticks := r.connect(t, newTool(t, ticking(time.Second)).URL)
	p := r.start(t, narrow)
	client := newClient(t, http1)

	waiting, leave := context.WithCancel(t.Context())
	defer leave()
	for range narrowPerConnector {
		go func() { _, _ = r.get(waiting, newClient(t, http1), p, hangs, "/") }()
	}
	harness.Eventually(t, "the places are taken", func(context.Context) error {
		if got := under.Load(); got != narrowPerConnector {
			return fmt.Errorf("%d requests are under way", got)
		}
		return nil
	})
	r.expectTooMany(t, client, p, hangs)
	if err := r.expect(t.Context(), client, p, works, http.StatusOK); err != nil {
		t.Errorf("another Connector: %v", err)
	}
	if err := r.expect(t.Context(), client, p, r.connect(t, newTool(t, fine).URL), http.StatusOK); err != nil {
		t.Errorf("a new Connector: %v", err)
	}
	leave()
	harness.Eventually(t, "the tool is free again", func(context.Context) error {
		if got := under.Load(); got != 0 {
			return fmt.Errorf("%d requests are under way", got)
		}
		return nil
	})
	r.awaitPlace(t, client, p, hangs)

	// Upgraded connections take places for as long as they last.
	var held []interface{ Close() error }
	for range narrowPerConnector {
		held = append(held, r.dialWebSocket(t, p, ticks))
	}
	r.expectTooMany(t, client, p, ticks)
	for _, conn := range held {
		_ = conn.Close()
	}
	harness.Eventually(t, "there is a place again", func(ctx context.Context) error {
		response, err := r.open(ctx, client, p, ticks, "/")
		if err != nil {
			return err
		}
		_ = response.Body.Close()
		if response.StatusCode != http.StatusOK {
			return fmt.Errorf("answer %d", response.StatusCode)
		}
		return nil
	})
}

// expectTooMany wants a 429 that says when to come again.
func (r room) expectTooMany(t *testing.T, client *http.Client, p replica, connector string) {
	t.Helper()
	got, err := r.get(t.Context(), client, p, connector, "/")
	if err != nil {
		t.Fatal(err)
	}
	after, err := strconv.Atoi(got.Header.Get("Retry-After"))
	if got.StatusCode != http.StatusTooManyRequests || err != nil || after < 1 {
		t.Errorf("answer %d, Retry-After %q (error %v): %s", got.StatusCode, got.Header.Get("Retry-After"), err, got.body)
	}
}

// awaitPlace returns when a request to a tool that hangs has a place, and so no answer. The proxy frees the places of requests a
// moment after the tool has seen their end.
func (r room) awaitPlace(t *testing.T, client *http.Client, p replica, connector string) {
	t.Helper()
	harness.Eventually(t, "there is a place at the tool that hangs", func(ctx context.Context) error {
		ctx, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel()
		if got, err := r.get(ctx, client, p, connector, "/"); err == nil {
			return fmt.Errorf("answer %d, want none: %s", got.StatusCode, got.body)
		}
		return nil
	})
}
