// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package classapi_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"connectors.alauda.io/test/integration/harness"
)

// Told to end, it says so to those who look whether it is ready, goes on for a while, and lets requests finish.
func TestRequestsFinishWhenItIsToldToEnd(t *testing.T) {
	arrived, release := make(chan struct{}), make(chan struct{})
	var first sync.Once
	tool := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		first.Do(func() { close(arrived) })
		<-release
		_, _ = w.Write([]byte(`{"name":"team/app","tags":["v1"]}`))
	}))
	defer tool.Close() // which waits for the requests
	letGo := sync.OnceFunc(func() { close(release) })
	defer letGo()
	client := stack.ClassAPIClient(t, harness.APIServer)
	type result struct {
		answer answered
		err    error
	}
	answers := make(chan result, 1)
	go func() {
		answer, err := call(t.Context(), client, tags, anonymous(t, tool.URL))
		answers <- result{answer, err}
	}()
	select {
	case <-arrived:
	case early := <-answers:
		t.Fatalf("the tool was not asked: %s, %v", early.answer, early.err)
	}

	ended := make(chan error, 1)
	go func() { ended <- stop(t.Context()) }()
	health := stack.ClassAPIClient(t, "")
	harness.Eventually(t, "readyz fails", func(ctx context.Context) error {
		return expect(ctx, health, "/readyz", http.StatusInternalServerError)
	})
	if err := expect(t.Context(), client, "/oci/other", http.StatusNotFound); err != nil {
		t.Errorf("requests are not taken any more: %v", err)
	}
	letGo()
	if got := <-answers; got.err != nil || got.answer.code != http.StatusOK {
		t.Errorf("got %s, %v", got.answer, got.err)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
	stack.Restart(t, harness.ClassAPI)
	if err := expect(t.Context(), health, "/readyz", http.StatusOK); err != nil {
		t.Error(err)
	}
}

// stop ends the process in good order.
func stop(ctx context.Context) error {
	const grace = time.Minute
	running, err := stack.Cluster().Process(harness.ClassAPI)
	if err != nil {
		return err
	}
	return running.Stop(ctx, grace)
}

func expect(ctx context.Context, client *http.Client, path string, code int) error {
	answer, err := call(ctx, client, path, nil)
	if err == nil && answer.code != code {
		err = fmt.Errorf("%s: %s, want %d", path, answer, code)
	}
	return err
}
