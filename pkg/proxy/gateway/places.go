// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"context"
	"errors"
	"net/http"

	"golang.org/x/sync/semaphore"

	"connectors.alauda.io/pkg/proxy/refusal"
)

// Places bounds the requests that are under way, upgraded connections and tunnels among them. It is safe for concurrent use.
type Places struct {
	free *semaphore.Weighted
	all  int64
}

// NewPlaces makes a positive number of places.
func NewPlaces(number int) (*Places, error) {
	if number <= 0 {
		return nil, errors.New("gateway: the number of requests that may be under way must be positive")
	}
	return &Places{free: semaphore.NewWeighted(int64(number)), all: int64(number)}, nil
}

// Wrap gives a handler whose requests need a place. Without one they are answered 429.
func (p *Places) Wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !p.free.TryAcquire(1) {
			refusal.Write(w, r, tooManyRequests())
			return
		}
		defer p.free.Release(1)
		next.ServeHTTP(w, r)
	})
}

// drain returns when no request is under way; from then on none has a place. It fails when ctx ends before.
func (p *Places) drain(ctx context.Context) error { return p.free.Acquire(ctx, p.all) }
