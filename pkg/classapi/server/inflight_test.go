// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package server

import (
	"context"
	"net/http"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"

	"connectors.alauda.io/pkg/classapi/memory"
	"connectors.alauda.io/pkg/plugin"
)

// hang has a request be under way until end is called.
func (f *fixture) hang() (end func()) { return f.stay("/hangs") }

// stay has a request for a path that does not end be under way.
func (f *fixture) stay(path string) (end func()) {
	f.t.Helper()
	ctx, cancel := context.WithCancel(f.t.Context())
	req := f.request(ctx, http.MethodGet, path)
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		if answer, err := f.server.Client().Do(req); err == nil {
			_ = answer.Body.Close()
		}
	}()
	f.await("the request", f.entered)
	return func() {
		cancel()
		f.await("the end of the request", gone)
	}
}

func TestRequestsInFlight(t *testing.T) {
	f := newFixture(t, func(c *Config) { c.MaxRequestsInFlight = 1 })
	end := f.hang()
	answer, body := f.answer(f.request(t.Context(), http.MethodGet, "/echo"))
	if status := f.status(body); answer.StatusCode != http.StatusTooManyRequests || answer.Header.Get("Retry-After") != "1" || status.Code != 429 {
		t.Errorf("got %d, Retry-After %q: %s", answer.StatusCode, answer.Header.Get("Retry-After"), body)
	}
	end()
	err := wait.PollUntilContextTimeout(t.Context(), time.Millisecond, patience, true, func(ctx context.Context) (bool, error) {
		answer, body = f.answer(f.request(ctx, http.MethodGet, "/echo"))
		return answer.StatusCode == http.StatusOK, nil
	})
	if err != nil {
		t.Errorf("after a request has ended: %d: %s", answer.StatusCode, body)
	}
}

// A tool that hangs leaves places for others.
func TestRequestsAboutOneTool(t *testing.T) {
	f := newFixture(t, func(c *Config) { c.MaxRequestsInFlight = 7 })
	defer f.hang()()
	for _, tt := range []struct {
		name, address string
		code          int
	}{
		{"the same tool", "https://tool.example/other", http.StatusTooManyRequests},
		{"its host in another spelling", "https://Tool.example:443", http.StatusTooManyRequests},
		{"another tool", "https://other.example", http.StatusOK},
		{"another port", "https://tool.example:8443", http.StatusOK},
	} {
		t.Run(tt.name, func(t *testing.T) {
			req := f.request(t.Context(), http.MethodGet, "/echo")
			if err := plugin.NewCall(tt.address, "", nil, nil).SetHeader(req.Header); err != nil {
				t.Fatal(err)
			}
			if answer, body := f.answer(req); answer.StatusCode != tt.code {
				t.Errorf("got %d: %s", answer.StatusCode, body)
			}
		})
	}
}

// What is held is held by the process, not by a request: others wait for a time, and are then told to try again.
func TestMemoryOfRequests(t *testing.T) {
	f := newFixture(t, func(c *Config) { c.Memory = memory.Limits{Places: 1, Patience: time.Millisecond} })
	end := f.stay("/keeps")
	answer, body := f.answer(f.request(t.Context(), http.MethodGet, "/holds"))
	if status := f.status(body); answer.StatusCode != http.StatusTooManyRequests || answer.Header.Get("Retry-After") != "1" || status.Code != 429 {
		t.Errorf("got %d, Retry-After %q: %s", answer.StatusCode, answer.Header.Get("Retry-After"), body)
	}
	if answer, body = f.answer(f.request(t.Context(), http.MethodGet, "/echo")); answer.StatusCode != http.StatusOK {
		t.Errorf("a request that holds next to nothing: %d: %s", answer.StatusCode, body)
	}
	end()
	err := wait.PollUntilContextTimeout(t.Context(), time.Millisecond, patience, true, func(ctx context.Context) (bool, error) {
		answer, body = f.answer(f.request(ctx, http.MethodGet, "/holds"))
		return answer.StatusCode == http.StatusOK, nil
	})
	if err != nil {
		t.Errorf("after the request has ended: %d: %s", answer.StatusCode, body)
	}
}
