// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package registrytoken

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
	"k8s.io/utils/clock"

	"connectors.alauda.io/pkg/target"
)

// demandTTL is how long it is remembered what a registry asks for.
const demandTTL = 5 * time.Minute

// registry remembers what the registry at an address asks for. It is safe for concurrent use.
type registry struct {
	clock   clock.PassiveClock
	address target.Address
	flight  singleflight.Group

	mu     sync.Mutex
	demand demand
	until  time.Time
}

// demands gives what the registry asks for, and asks it if that is not known.
func (r *registry) demands(ctx context.Context, send target.Send) (demand, error) {
	if known, ok := r.lookup(); ok {
		return known, nil
	}
	result := r.flight.DoChan("", func() (any, error) {
		if known, ok := r.lookup(); ok {
			return known, nil // Somebody has asked between the look and the flight.
		}
		return r.ask(context.WithoutCancel(ctx), send)
	})
	select {
	case <-ctx.Done():
		return demand{}, ctx.Err()
	case got := <-result:
		asked, _ := got.Val.(demand)
		return asked, got.Err
	}
}

func (r *registry) lookup() (demand, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.demand, r.clock.Now().Before(r.until)
}

func (r *registry) remember(d demand) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.demand, r.until = d, r.clock.Now().Add(demandTTL)
}

// ask sends the request that every registry answers with its challenge. A registry without one may still ask for a token
// where it needs one. What an ill registry answers is not remembered.
func (r *registry) ask(ctx context.Context, send target.Send) (demand, error) {
	ctx, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	path, err := r.address.Join(root + "/")
	if err != nil {
		return demand{}, fmt.Errorf("the path of the registry's API: %w", err)
	}
	base := r.address.Scheme() + "://" + r.address.Authority() + path
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, base, http.NoBody)
	if err != nil {
		return demand{}, fmt.Errorf("the URL of the registry's API: %w", err)
	}
	answer, err := send(req)
	if err != nil {
		return demand{}, err
	}
	discard(answer)
	asked, _ := demandOf(answer)
	switch code := answer.StatusCode; {
	case code == http.StatusUnauthorized:
		r.remember(asked)
		return asked, nil
	case code < http.StatusInternalServerError && code != http.StatusTooManyRequests:
		r.remember(demand{})
	}
	return demand{}, nil
}
