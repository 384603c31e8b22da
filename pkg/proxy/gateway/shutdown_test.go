// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"context"
	"net"
	"net/http"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"
	clocktesting "k8s.io/utils/clock/testing"
)

// Told to end, the server says so, goes on for the delay, and lets requests finish.
func TestShutdownLetsRequestsFinish(t *testing.T) {
	handler := newHeld()
	clock := clocktesting.NewFakeClock(time.Unix(1000, 0))
	server := newServer(t, handler, 10, ServerOptions{
		ShutdownDelay: 10 * time.Second, ShutdownTimeout: time.Minute, Clock: clock,
	})
	ctx, stop := context.WithCancel(t.Context())
	address, served := start(ctx, t, server)
	if err := server.Ready(nil); err != nil {
		t.Errorf("not ready: %v", err)
	}
	early := getLater(t, address)
	<-handler.arrived
	stop()
	waitFor(t, "the delay has begun", clock.HasWaiters)
	if err := server.Ready(nil); err == nil {
		t.Error("ready although it is to end")
	}
	late := getLater(t, address)
	<-handler.arrived
	clock.Step(10 * time.Second)
	waitFor(t, "new connections are refused", func() bool {
		connection, err := net.Dial("tcp", address)
		if err == nil {
			_ = connection.Close()
		}
		return err != nil
	})
	select {
	case err := <-served:
		t.Errorf("ended before its requests: %v", err)
	default:
	}
	close(handler.release)
	for name, answers := range map[string]<-chan answerOf{"early": early, "late": late} {
		if got := <-answers; got.err != nil || got.body != "done" {
			t.Errorf("the %s request: %+v", name, got)
		}
	}
	if err := <-served; err != nil {
		t.Error(err)
	}
}

// What has not ended in time is cut off, upgraded connections among it.
func TestShutdownCutsOff(t *testing.T) {
	handler := newHeld()
	hijacked := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		connection, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer func() { _ = connection.Close() }()
		handler.ServeHTTP(w, r)
	})
	for name, h := range map[string]http.Handler{"request": handler, "upgraded connection": hijacked} {
		t.Run(name, func(t *testing.T) {
			ctx, stop := context.WithCancel(t.Context())
			address, served := start(ctx, t, newServer(t, h, 10, ServerOptions{ShutdownTimeout: 50 * time.Millisecond}))
			answers := getLater(t, address)
			<-handler.arrived
			stop()
			if err := <-served; err != nil {
				t.Error(err)
			}
			if got := <-answers; got.err == nil {
				t.Errorf("the request ended with %q", got.body)
			}
		})
	}
}

func TestServeSaysWhyItEnded(t *testing.T) {
	server := newServer(t, http.NotFoundHandler(), 1, ServerOptions{})
	listener := closedListener(t)
	if err := server.Serve(t.Context(), Listener{Listener: listener}); err == nil {
		t.Error("no error of a listener that is closed")
	}
}

func waitFor(t *testing.T, what string, condition func() bool) {
	t.Helper()
	err := wait.PollUntilContextTimeout(t.Context(), 5*time.Millisecond, time.Minute, true,
		func(context.Context) (bool, error) { return condition(), nil })
	if err != nil {
		t.Fatalf("waiting until %s: %v", what, err)
	}
}
