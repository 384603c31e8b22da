// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clientauth

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	clocktesting "k8s.io/utils/clock/testing"

	"connectors.alauda.io/pkg/target"
)

// A flood of made-up tokens is remembered within bounds and drives out nobody who is known.
func TestRefusalsDriveOutNobody(t *testing.T) {
	c := newCluster(t)
	token := jwt(`{"n":0}`)
	c.tokens[token] = good("app")
	a := c.newAuthenticator(clocktesting.NewFakePassiveClock(begin()))
	_, err := a.Authenticate(t.Context(), target.NewCredential(token))
	if err != nil {
		t.Fatal(err)
	}
	for i := range refusedSize + 10 {
		a.refused.Add(i, struct{}{}, Remember)
	}
	c.questions()
	who, err := a.Authenticate(t.Context(), target.NewCredential(token))
	checkUser(t, who, err, "app")
	if asked := c.questions(); len(asked) != 0 || len(a.refused.Keys()) != refusedSize {
		t.Errorf("asked %v, %d refusals are remembered", asked, len(a.refused.Keys()))
	}
}

// Callers with one token share a review, and none of them takes it away from the others by leaving.
func TestCallersShareAReview(t *testing.T) {
	c := newCluster(t)
	token := jwt(`{}`)
	c.tokens[token] = good("app")
	c.block, c.arrived = make(chan struct{}), make(chan struct{}, 1)
	a := c.newAuthenticator(clocktesting.NewFakePassiveClock(begin()))
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
	a := c.newAuthenticator(clocktesting.NewFakePassiveClock(begin()))
	var callers sync.WaitGroup
	for i := range reviewsAtOnce {
		callers.Go(func() { _, _ = a.Authenticate(t.Context(), target.NewCredential(jwt(fmt.Sprintf(`{"n":%d}`, i)))) })
	}
	for range reviewsAtOnce {
		<-c.arrived
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := a.review(ctx, [32]byte{}, target.NewCredential(jwt(`{}`)), claims{})
	if !apierrors.IsServiceUnavailable(err) || !strings.Contains(err.Error(), "too many callers") {
		t.Errorf("error %v", err)
	}
	if extra := len(c.arrived); extra != 0 {
		t.Errorf("%d reviews more than allowed", extra)
	}
	close(c.block)
	callers.Wait()
}

func TestNewAuthenticatorNeedsSomebodyToAsk(t *testing.T) {
	if _, err := NewAuthenticator(nil, clocktesting.NewFakePassiveClock(begin())); err == nil {
		t.Error("no error without a client")
	}
	if _, err := NewAuthorizer(nil); err == nil {
		t.Error("no error without decisions")
	}
	if err := withoutToken(errors.New("no "+canary), target.NewCredential(canary)); strings.Contains(err.Error(), canary) {
		t.Errorf("the error repeats the token: %v", err)
	}
}
