// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"context"
	"net/http"

	"golang.org/x/sync/semaphore"
)

// places bounds the requests that are under way, upgraded connections among them.
type places struct {
	free *semaphore.Weighted
	all  int64
	next http.Handler
}

func newPlaces(number int, next http.Handler) *places {
	return &places{free: semaphore.NewWeighted(int64(number)), all: int64(number), next: next}
}

// ServeHTTP implements http.Handler.
func (p *places) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !p.free.TryAcquire(1) {
		answer(w, r, tooManyRequests())
		return
	}
	defer p.free.Release(1)
	p.next.ServeHTTP(w, r)
}

// drain returns when no request is under way; from then on none has a place. It fails when ctx ends before.
func (p *places) drain(ctx context.Context) error { return p.free.Acquire(ctx, p.all) }
