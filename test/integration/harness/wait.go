// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package harness

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"
)

const (
	// patience is long for a busy machine: what is waited for usually takes milliseconds.
	patience = time.Minute
	pause    = 20 * time.Millisecond
)

// Eventually asks until there is no error any more, and ends the test if that takes too long.
func Eventually(t testing.TB, what string, ask func(context.Context) error) {
	t.Helper()
	Within(t, patience, what, ask)
}

// Within is Eventually with a time limit.
func Within(t testing.TB, limit time.Duration, what string, ask func(context.Context) error) {
	t.Helper()
	var last error
	err := wait.PollUntilContextTimeout(t.Context(), pause, limit, true, func(ctx context.Context) (bool, error) {
		err := ask(ctx)
		// What the deadline cuts short says nothing about the state.
		if err == nil || last == nil || !errors.Is(err, context.DeadlineExceeded) {
			last = err
		}
		return err == nil, nil
	})
	if err != nil {
		t.Fatalf("%s: not within %s: %v", what, limit, last)
	}
}

func splitResource(full string) (resource, subresource string) {
	resource, subresource, _ = strings.Cut(full, "/")
	return resource, subresource
}
