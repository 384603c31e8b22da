// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gatewayfaults

import (
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"connectors.alauda.io/test/integration/harness"
)

// A credential is replaced under load, at a tool that takes both for a while. No request comes with the old one after that.
func TestRotationUnderLoad(t *testing.T) {
	t.Parallel()
	const (
		rotations = 3
		// overlap is the two seconds in which a Secret is in use, and what a busy machine adds.
		overlap = 2*time.Second + 18*time.Second
	)
	r := newRoom(t)
	var accepted atomic.Pointer[acceptance]
	accepted.Store(&acceptance{now: r.credential})
	var withNew atomic.Int64
	connector := r.connect(t, newTool(t, func(w http.ResponseWriter, r *http.Request) {
		is, has := accepted.Load(), r.Header.Get("Authorization")
		switch {
		case has == "Bearer "+is.now:
			withNew.Add(1)
			fine(w, r)
		case has == "Bearer "+is.before && time.Now().Before(is.until):
			fine(w, r)
		default:
			w.WriteHeader(http.StatusUnauthorized)
		}
	}).URL)
	l, ctx := r.startLoad(t, connector)
	l.faithful(ctx, t, 4, first)
	for range rotations {
		l.awaitMore(t, first)
		next := newCredential()
		accepted.Store(&acceptance{before: accepted.Load().now, now: next, until: time.Now().Add(time.Hour)})
		if err := r.rotate(t.Context(), next); err != nil {
			t.Fatal(err)
		}
		// From now on the time runs.
		accepted.Store(&acceptance{before: accepted.Load().before, now: next, until: time.Now().Add(overlap)})
		withNew.Store(0)
		l.awaitMore(t, first)
		harness.Within(t, overlap, "the new credential is in use", some(&withNew))
	}
	l.awaitMore(t, first)
	l.expectNoFailure(t)
}

// acceptance is what a tool takes: one credential, and until a time the one before.
type acceptance struct {
	before, now string
	until       time.Time
}
