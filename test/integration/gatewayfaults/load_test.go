// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gatewayfaults

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"

	"connectors.alauda.io/test/integration/harness"
)

// A load is clients that ask until they are told to stop.
type load struct {
	room      room
	connector string
	cancel    context.CancelFunc
	clients   sync.WaitGroup

	mu     sync.Mutex
	served map[replica]int
	failed []error
}

// startLoad starts a load without clients.
func (r room) startLoad(t *testing.T, connector string) (*load, context.Context) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	l := &load{room: r, connector: connector, cancel: cancel, served: map[replica]int{}}
	t.Cleanup(l.stop)
	return l, ctx
}

// faithful adds clients that only know one replica and take every failure for one.
func (l *load) faithful(ctx context.Context, t *testing.T, number int, p replica) {
	t.Helper()
	for range number {
		client := newClient(t, http1)
		l.clients.Go(func() {
			for ctx.Err() == nil {
				l.note(ctx, p, l.room.expect(ctx, client, p, l.connector, http.StatusOK))
			}
		})
	}
}

// retrying adds clients that choose among replicas and, where a connection fails, ask the next one.
func (l *load) retrying(ctx context.Context, t *testing.T, number int, choose func() []replica) {
	t.Helper()
	for i := range number {
		client := newClient(t, []string{http1, h2c}[i%2])
		l.clients.Go(func() {
			for turn := i; ctx.Err() == nil; turn++ {
				l.askAround(ctx, client, choose(), turn)
			}
		})
	}
}

func (l *load) askAround(ctx context.Context, client *http.Client, among []replica, turn int) {
	if len(among) == 0 {
		l.note(ctx, "", errors.New("no replica is ready"))
		return
	}
	var errs []error
	for i := range among {
		p := among[(turn+i)%len(among)]
		got, err := l.room.get(ctx, client, p, l.connector, "/")
		if err == nil && got.StatusCode == http.StatusOK {
			l.note(ctx, p, nil)
			return
		}
		if err == nil {
			l.note(ctx, p, fmt.Errorf("answer %d: %s", got.StatusCode, got.body))
			return
		}
		errs = append(errs, err)
	}
	l.note(ctx, among[0], errors.Join(errs...))
}

func (l *load) note(ctx context.Context, p replica, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case err == nil:
		l.served[p]++
	case ctx.Err() == nil:
		l.failed = append(l.failed, fmt.Errorf("%s: %w", p, err))
	}
}

// awaitMore returns when a replica has served some more requests, so that what comes next hits requests under way.
func (l *load) awaitMore(t *testing.T, p replica) {
	t.Helper()
	const more = 50
	before := l.count(p)
	harness.Eventually(t, string(p)+" serves", func(context.Context) error {
		if now := l.count(p); now < before+more {
			return fmt.Errorf("%d since, want %d", now-before, more)
		}
		return nil
	})
}

func (l *load) count(p replica) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.served[p]
}

func (l *load) stop() {
	l.cancel()
	l.clients.Wait()
}

// expectNoFailure ends the load.
func (l *load) expectNoFailure(t *testing.T) {
	t.Helper()
	l.stop()
	if len(l.failed) > 0 {
		t.Errorf("%d requests failed, the first: %v", len(l.failed), l.failed[0])
	}
	t.Logf("served: %v", l.served)
}
