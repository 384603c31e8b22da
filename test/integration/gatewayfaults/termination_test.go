// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gatewayfaults

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"

	"connectors.alauda.io/test/integration/harness"
)

// endSlack is what a busy machine adds to the time in which a process ends.
const endSlack = 30 * time.Second

// A replica that is told to end says so before it stops serving. Where requests are spread by what /readyz says, as a Service
// spreads them, none fails. What is under way may finish, and what has not by then is cut off.
func TestTermination(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	rest := make(chan struct{})
	short, endless := r.connect(t, newTool(t, halves(rest)).URL), r.connect(t, newTool(t, ticking(100*time.Millisecond)).URL)
	leaving := r.start(t, brief)
	l, ctx := r.startLoad(t, short)
	l.retrying(ctx, t, 6, balance(ctx, t, first, leaving))
	l.awaitMore(t, leaving)
	download := r.download(t, leaving, short)
	streams := r.openStreams(t, leaving, endless)

	told := time.Now()
	ended := leaving.terminate(t)
	harness.Within(t, shutdownDelay, "it says that it is not ready", func(ctx context.Context) error {
		if leaving.ready(ctx) == nil {
			return errors.New("it is ready")
		}
		return nil
	})
	if err := r.expect(t.Context(), newClient(t, http1), leaving, short, http.StatusOK); err != nil {
		t.Errorf("a request on a new connection after that: %v", err)
	}
	if early := time.Since(told); early > shutdownDelay {
		t.Fatalf("this machine is too slow for the test: it took %s", early)
	}
	harness.Within(t, shutdownDelay+endSlack, "no new connection is taken", func(ctx context.Context) error {
		if r.expect(ctx, newClient(t, http1), leaving, short, http.StatusOK) == nil {
			return errors.New("one was")
		}
		return nil
	})
	for _, s := range streams {
		s.awaitMore(t, 1)
	}
	close(rest)
	if err := <-download; err != nil {
		t.Errorf("a download that ended in time: %v", err)
	}
	for _, s := range streams {
		s.expectCutOff(t, time.Until(told.Add(shutdownDelay+shutdownTimeout+endSlack)))
	}
	if took := time.Since(told); took < shutdownDelay+shutdownTimeout {
		t.Errorf("the streams were cut off after %s, before their time", took)
	}
	ended(endSlack)
	l.awaitMore(t, first)
	stack.Restart(t, string(leaving))
	l.awaitMore(t, leaving)
	l.expectNoFailure(t)
}

// Connections without a request hold up nobody.
func TestTerminationOfAnIdleReplica(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	connector := r.connect(t, newTool(t, fine).URL)
	leaving := r.start(t, briefIdle)
	for _, version := range []string{http1, h2c} {
		if err := r.expect(t.Context(), newClient(t, version), leaving, connector, http.StatusOK); err != nil {
			t.Fatal(err)
		}
	}
	ended := leaving.terminate(t)
	ended(shutdownDelay + shutdownTimeout)
	stack.Restart(t, string(leaving))
}

// balance chooses one of the replicas that have lately said that they are ready.
func balance(ctx context.Context, t *testing.T, all ...replica) func() []replica {
	t.Helper()
	const every = 100 * time.Millisecond
	for _, p := range all {
		p.awaitReady(t)
	}
	var up atomic.Pointer[[]replica]
	ready := slices.Clone(all)
	up.Store(&ready)
	go wait.UntilWithContext(ctx, func(ctx context.Context) {
		var now []replica
		for _, p := range all {
			if p.ready(ctx) == nil {
				now = append(now, p)
			}
		}
		up.Store(&now)
	}, every)
	return func() []replica {
		ready := *up.Load()
		if len(ready) == 0 {
			return nil
		}
		return ready[rand.IntN(len(ready)):][:1]
	}
}
