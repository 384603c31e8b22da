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

// Five hundred requests at once with a token that nobody has seen cost one review of each kind.
func TestOneReviewOfEachKind(t *testing.T) {
	const requests = 500
	r := newRoom(t)
	token := tokenFor(t, r.account, audience)
	before := asked(t)
	var callers sync.WaitGroup
	for range requests {
		callers.Go(func() { r.expect(t, token, http.StatusOK) })
	}
	callers.Wait()
	// One right is to see the Connector, one to use it.
	if count := since(t, before); count[tokenReviews] != 1 || count[accessReviews] != 2 {
		t.Errorf("the kube-apiserver was asked for %v", count)
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
	took := time.Since(begun)
	count := since(t, before)
	t.Logf("%d of %d bad tokens refused in %s, %.0f per second; the kube-apiserver was asked for %v",
		refused.Load(), sent.Load(), took, float64(sent.Load())/took.Seconds(), count)
	// One who is known is reviewed every ten seconds, and keys are read every five.
	const reviews, readings = 10 * time.Second, 5 * time.Second
	if count[tokenReviews] > 1+int(took/reviews) || count[keys] > 2+int(took/readings) {
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
