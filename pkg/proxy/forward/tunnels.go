// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package forward

import (
	"context"
	"crypto/tls"
	"errors"
	"math"
	"net"
	"net/http"
	"sync/atomic"

	"golang.org/x/sync/semaphore"

	"connectors.alauda.io/pkg/proxy/inbound"
)

// tunnels serves the requests that come out of tunnels, and ends tunnels. One server serves them all.
type tunnels struct {
	server  *http.Server
	tls     *tls.Config
	closing atomic.Bool
	// open is taken once by each tunnel.
	open *semaphore.Weighted
	// cut ends with all that is still open.
	cut    context.Context
	cutOff context.CancelFunc
}

func newTunnels(requests http.Handler) *tunnels {
	t := &tunnels{tls: tlsConfig(), open: semaphore.NewWeighted(math.MaxInt64)}
	t.cut, t.cutOff = context.WithCancel(context.Background())
	t.server = inbound.NewServer(requests, baseContext)
	return t
}

// baseContext is that of a tunnel's requests. It ends with the permission for the tunnel.
func baseContext(listener net.Listener) context.Context {
	if l, ok := listener.(*single); ok {
		return l.ctx
	}
	return context.Background()
}

// enter counts a tunnel until release is called, unless there shall be no more.
func (t *tunnels) enter() (release func(), ok bool) {
	if t.closing.Load() || !t.open.TryAcquire(1) {
		return nil, false
	}
	return func() { t.open.Release(1) }, true
}

// bind gives a context that also ends when all tunnels are cut off.
func (t *tunnels) bind(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(t.cut, cancel)
	return ctx, func() {
		stop()
		cancel()
	}
}

// serve serves the requests of a tunnel until it has ended, upgraded connections among them.
func (t *tunnels) serve(ctx context.Context, one *tunnel) {
	listener := newSingle(ctx, one, t.tls)
	// It returns when the tunnel has ended, or at once when the server is shut down: requests may still be under way then.
	_ = t.server.Serve(listener)
	if listener.isTaken() {
		<-one.ended
	}
}

func (t *tunnels) shutdown(ctx context.Context) error {
	t.closing.Store(true)
	if err := t.server.Shutdown(ctx); err != nil {
		return err
	}
	// Upgraded connections and passthrough tunnels are not known to the server.
	return t.open.Acquire(ctx, math.MaxInt64)
}

func (t *tunnels) close() error {
	// Connections first: no client shall take what it has got by then for the whole.
	err := t.server.Close()
	t.closing.Store(true)
	t.cutOff()
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}
