// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"context"
	"io"
	"net/http"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// held is a handler whose requests end when they are let go, or when they are cut off.
type held struct {
	arrived chan struct{}
	release chan struct{}
}

func newHeld() *held {
	return &held{arrived: make(chan struct{}, 10), release: make(chan struct{})}
}

func (h *held) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.arrived <- struct{}{}
	select {
	case <-h.release:
		_, _ = io.WriteString(w, "done")
	case <-r.Context().Done():
	}
}

func newServer(t *testing.T, handler http.Handler, requestsInFlight int, options ServerOptions) *Server {
	t.Helper()
	places, err := NewPlaces(requestsInFlight)
	if err != nil {
		t.Fatal(err)
	}
	options.Places = places
	server, err := NewServer(places.Wrap(handler), options)
	if err != nil {
		t.Fatal(err)
	}
	return server
}

// answerOf is what a request came to.
type answerOf struct {
	res  *http.Response
	body string
	err  error
}

func get(ctx context.Context, address string) answerOf {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/", nil)
	if err != nil {
		return answerOf{err: err}
	}
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return answerOf{err: err}
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	return answerOf{res: res, body: string(body), err: err}
}

func getLater(t *testing.T, address string) <-chan answerOf {
	t.Helper()
	answers := make(chan answerOf, 1)
	go func() { answers <- get(t.Context(), address) }()
	return answers
}

func TestRequestsAreBounded(t *testing.T) {
	handler := newHeld()
	ctx, stop := context.WithCancel(t.Context())
	address, served := start(ctx, t, newServer(t, handler, 1, ServerOptions{ShutdownTimeout: time.Minute}))
	first := getLater(t, address)
	<-handler.arrived
	second := get(t.Context(), address)
	if second.err != nil {
		t.Fatal(second.err)
	}
	if second.res.Header.Get("Retry-After") != "1" {
		t.Errorf("Retry-After %q", second.res.Header.Get("Retry-After"))
	}
	checkRefusal(t, second.res, second.body, 429, metav1.StatusReasonTooManyRequests, "too many requests")
	close(handler.release)
	if got := <-first; got.err != nil || got.body != "done" {
		t.Errorf("the first request: %+v", got)
	}
	if got := get(t.Context(), address); got.err != nil || got.body != "done" {
		t.Errorf("a request after the first: %+v", got)
	}
	stop()
	if err := <-served; err != nil {
		t.Error(err)
	}
}
