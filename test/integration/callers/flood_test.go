// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package callers_test

import (
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"connectors.alauda.io/test/integration/harness"
)

const (
	// reviewsApart is how long an answer of the cluster is remembered, readingsApart how seldom its keys are read.
	reviewsApart  = 10 * time.Second
	readingsApart = 5 * time.Second
)

// Five hundred requests at once with a token that nobody has seen cost one review of each kind, and another one for each time
// that answers are remembered, should they take so long.
func TestOneReviewOfEachKind(t *testing.T) {
	const requests = 500
	r := newRoom(t)
	token := tokenFor(t, r.account, audience)
	before, begun := asked(t), time.Now()
	var callers sync.WaitGroup
	for range requests {
		callers.Go(func() { r.expect(t, token, http.StatusOK) })
	}
	callers.Wait()
	count, took := since(t, before), time.Since(begun)
	rounds := 1 + int(took/reviewsApart)
	// One right is to see the Connector, one to use it.
	if reviews, rights := count[tokenReviews], count[accessReviews]; reviews < 1 || reviews > rounds || rights < 2 || rights > 2*rounds {
		t.Errorf("the kube-apiserver was asked for %v in %s", count, took)
	}
}

// A flood of bad tokens is kept from the kube-apiserver, and from callers with good ones.
func TestFlood(t *testing.T) {
	const (
		rate     = 1000
		duration = 4 * time.Second
		senders  = 50
	)
	r := newRoom(t)
	token := tokenFor(t, r.account, audience)
	r.expect(t, token, http.StatusOK)
	var kinds []func() string
	for _, bad := range badTokens(t, r) {
		kinds = append(kinds, bad)
	}
	before, begun := asked(t), time.Now()
	turns := make(chan int)
	var group sync.WaitGroup
	var refused, sent atomic.Int64
	for range senders {
		group.Go(func() {
			for turn := range turns {
				code, _, body := r.ask(t, kinds[turn%len(kinds)]())
				if code != http.StatusUnauthorized && code != http.StatusServiceUnavailable {
					t.Errorf("%d: %s", code, body)
					continue
				}
				refused.Add(1)
			}
		})
	}
	pace(duration, rate, func(turn int) {
		sent.Add(1)
		turns <- turn
		if turn%rate == 0 {
			r.expect(t, token, http.StatusOK)
		}
	})
	close(turns)
	group.Wait()
	count, took := since(t, before), time.Since(begun)
	t.Logf("%d of %d bad tokens refused in %s, %.0f per second; the kube-apiserver was asked for %v",
		refused.Load(), sent.Load(), took, float64(sent.Load())/took.Seconds(), count)
	if count[tokenReviews] > 1+int(took/reviewsApart) || count[keys] > 2+int(took/readingsApart) {
		t.Errorf("the kube-apiserver was asked for %v in %s", count, took)
	}
	harness.Eventually(t, "good callers are let in", r.becomes(t, token, http.StatusOK))
}

// pace calls send at a rate per second, later where that blocks.
func pace(duration time.Duration, rate int, send func(turn int)) {
	ticker := time.NewTicker(time.Second / time.Duration(rate))
	defer ticker.Stop()
	for turn := range int(duration.Seconds()) * rate {
		<-ticker.C
		send(turn)
	}
}
