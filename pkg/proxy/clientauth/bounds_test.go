// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clientauth

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"connectors.alauda.io/pkg/target"
)

// A flood of made-up tokens is remembered within bounds and drives out nobody who is known.
func TestRefusalsDriveOutNobody(t *testing.T) {
	c := newCluster(t)
	token := c.token()
	c.tokens[token] = good("app")
	a := c.newAuthenticator(newClock())
	_, err := a.Authenticate(t.Context(), target.NewCredential(token))
	if err != nil {
		t.Fatal(err)
	}
	for i := range refusedSize + 10 {
		a.memory.bad.Add(i, refused{}, Remember)
	}
	c.questions()
	who, err := a.Authenticate(t.Context(), target.NewCredential(token))
	checkUser(t, who, err, "app")
	if asked := c.questions(); len(asked) != 0 || len(a.memory.bad.Keys()) != refusedSize {
		t.Errorf("asked %v, %d refusals are remembered", asked, len(a.memory.bad.Keys()))
	}
}

// Callers with one token share a review, and none of them takes it away from the others by leaving.
func TestCallersShareAReview(t *testing.T) {
	c := newCluster(t)
	token := c.token()
	c.tokens[token] = good("app")
	c.block, c.arrived = make(chan struct{}), make(chan struct{}, 1)
	a := c.newAuthenticator(newClock())
	ctx, leave := context.WithCancel(t.Context())
	first := make(chan error, 1)
	go func() {
		_, err := a.Authenticate(ctx, target.NewCredential(token))
		first <- err
	}()
	<-c.arrived
	leave()
	if err := <-first; !apierrors.IsServiceUnavailable(err) {
		t.Errorf("the caller that left: %v", err)
	}
	var others sync.WaitGroup
	for range 10 {
		others.Go(func() {
			who, err := a.Authenticate(t.Context(), target.NewCredential(token))
			checkUser(t, who, err, "app")
		})
	}
	close(c.block)
	others.Wait()
	if asked := c.questions(); len(asked) != 1 {
		t.Errorf("asked %v", asked)
	}
}

// No more reviews than allowed are under way at once; who finds no turn is told to try again.
func TestReviewsAreBounded(t *testing.T) {
	c := newCluster(t)
	c.block, c.arrived = make(chan struct{}), make(chan struct{}, 2*reviewsAtOnce)
	a := c.newAuthenticator(newClock())
	var callers sync.WaitGroup
	for range reviewsAtOnce {
		token := c.token()
		callers.Go(func() { _, _ = a.review(t.Context(), target.NewCredential(token), verified{}) })
	}
	for range reviewsAtOnce {
		<-c.arrived
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := a.review(ctx, target.NewCredential(c.token()), verified{}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v", err)
	}
	if extra := len(c.arrived); extra != 0 {
		t.Errorf("%d reviews more than allowed", extra)
	}
	close(c.block)
	callers.Wait()
}

// While the processors for unknown tokens are busy, callers who are known wait for nothing.
func TestUnknownTokensKeepNoKnownCallerWaiting(t *testing.T) {
	c := newCluster(t)
	token := c.token()
	c.tokens[token] = good("app")
	a := c.newAuthenticator(newClock())
	_, err := a.Authenticate(t.Context(), target.NewCredential(token))
	if err != nil {
		t.Fatal(err)
	}
	for a.verifier.turns.TryAcquire(1) {
		continue
	}
	who, err := a.Authenticate(t.Context(), target.NewCredential(token))
	checkUser(t, who, err, "app")
	ctx, leave := context.WithCancel(t.Context())
	leave()
	if _, err := a.Authenticate(ctx, target.NewCredential(c.token())); !apierrors.IsServiceUnavailable(err) {
		t.Errorf("error %v", err)
	}
}
