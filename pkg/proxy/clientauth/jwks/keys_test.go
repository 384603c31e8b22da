// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package jwks

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"connectors.alauda.io/pkg/proxy/clientauth/jwks/jwkstest"
)

func (f *fixture) expect(t *testing.T, name string, want error) {
	t.Helper()
	key, err := f.keys.Find(t.Context(), issuerName, name)
	if !errors.Is(err, want) || (err == nil) != (key.Public != nil) {
		t.Errorf("key %q: %v, error %v; want %v", name, key, err, want)
	}
}

func TestFind(t *testing.T) {
	elliptic, rsa := jwkstest.NewKey(t, "a"), jwkstest.NewRSAKey(t, "b")
	f := newFixture(t, elliptic, rsa)
	if f.keys.HasSynced() {
		t.Error("synced before anything was read")
	}
	for name, want := range map[string]string{"a": "ES256", "b": "RS256"} {
		key, err := f.keys.Find(t.Context(), issuerName, name)
		if err != nil || string(key.Algorithm) != want {
			t.Errorf("key %s: %+v, error %v", name, key, err)
		}
	}
	if _, err := f.keys.Find(t.Context(), "https://other.example.com", "a"); !errors.Is(err, ErrIssuer) {
		t.Errorf("another issuer: %v", err)
	}
	if reads := f.issuer.Reads(); reads != 1 || !f.keys.HasSynced() {
		t.Errorf("read %d times", reads)
	}
}

// Keys come and go, and whoever asks for one that is not there makes us look, but not often.
func TestRotation(t *testing.T) {
	before, after := jwkstest.NewKey(t, "before"), jwkstest.NewKey(t, "after")
	f := newFixture(t, before)
	f.expect(t, "before", nil)
	f.issuer.Publish(after)

	f.expect(t, "after", ErrUnavailable)
	f.clock.Step(apart)
	f.expect(t, "after", nil)
	f.expect(t, "before", ErrUnavailable) // it was there a moment ago
	f.clock.Step(apart)
	f.expect(t, "before", ErrUnknown)
	f.expect(t, "before", ErrUnavailable)
	if reads := f.issuer.Reads(); reads != 3 {
		t.Errorf("read %d times, want 3", reads)
	}
}

func TestMadeUpNamesCostOneReading(t *testing.T) {
	f := newFixture(t, jwkstest.NewKey(t, "a"))
	f.expect(t, "a", nil)
	f.clock.Step(apart)
	var callers sync.WaitGroup
	for i := range 500 {
		callers.Go(func() {
			_, err := f.keys.Find(t.Context(), issuerName, fmt.Sprintf("made-up-%d", i))
			if !errors.Is(err, ErrUnknown) && !errors.Is(err, ErrUnavailable) {
				t.Errorf("error %v", err)
			}
		})
	}
	callers.Wait()
	if reads := f.issuer.Reads(); reads != 2 {
		t.Errorf("read %d times, want once more", reads)
	}
	f.expect(t, "a", nil)
}

// While a cluster hangs, a bounded number of callers wait for it; those with keys that are known wait for nothing.
func TestCallersWhoWaitAreBounded(t *testing.T) {
	f := newFixture(t, jwkstest.NewKey(t, "a"))
	f.expect(t, "a", nil)
	f.clock.Step(apart)
	hang, arrived := make(chan struct{}), make(chan struct{}, 2)
	f.issuer.Break(func(http.ResponseWriter, *http.Request) {
		arrived <- struct{}{}
		<-hang
	})
	defer close(hang)

	ctx, leave := context.WithCancel(t.Context())
	var waiting sync.WaitGroup
	var crowded atomic.Int64
	refused := make(chan struct{}, 1)
	for range waiters + 10 {
		waiting.Go(func() {
			_, err := f.keys.Find(ctx, issuerName, "made-up")
			if !errors.Is(err, ErrUnavailable) {
				t.Errorf("error %v", err)
			}
			if errors.Is(err, errCrowded) && crowded.Add(1) == 10 {
				refused <- struct{}{}
			}
		})
	}
	<-refused
	<-arrived
	f.expect(t, "a", nil)
	leave()
	waiting.Wait()
	if reads := f.issuer.Reads(); reads != 2 {
		t.Errorf("read %d times, want once more", reads)
	}
}

func TestRun(t *testing.T) {
	before, after := jwkstest.NewKey(t, "before"), jwkstest.NewKey(t, "after")
	f := newFixture(t, before)
	read := make(chan error, 10)
	f.keys.observe = func(err error) { read <- err }
	f.issuer.Break(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) })
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { f.keys.Run(ctx) })

	if err := <-read; err == nil || f.keys.HasSynced() {
		t.Errorf("error %v of a cluster that is away", err)
	}
	f.issuer.Break(nil)
	f.passes(t, apart)
	if err := <-read; err != nil {
		t.Error(err)
	}
	f.issuer.Publish(after)
	f.passes(t, period)
	if err := <-read; err != nil {
		t.Error(err)
	}
	f.awaitPause(t)
	f.expect(t, "after", nil)
	f.expect(t, "before", ErrUnavailable)
	stop()
	running.Wait()
}

// passes lets time pass once Run waits for it.
func (f *fixture) passes(t *testing.T, span time.Duration) {
	t.Helper()
	f.awaitPause(t)
	f.clock.Step(span)
}

func (f *fixture) awaitPause(t *testing.T) {
	t.Helper()
	ticker := time.NewTicker(time.Millisecond)
	defer ticker.Stop()
	for !f.clock.HasWaiters() {
		select {
		case <-ticker.C:
		case <-t.Context().Done():
			t.Fatal("Run does not pause")
		}
	}
}

func TestNewNeedsAClient(t *testing.T) {
	if _, err := New(nil, Options{}); err == nil {
		t.Error("no error without a client")
	}
}
