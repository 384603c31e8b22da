// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package harness

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

const (
	// patience is long for a busy machine: what is waited for usually takes milliseconds.
	patience = 2 * time.Minute
	pause    = 20 * time.Millisecond
	// longestTurn is what a question and the pause after it count at most towards a time limit. They take milliseconds on a
	// machine that runs.
	longestTurn = 500 * time.Millisecond
)

// Eventually asks until there is no error any more, and ends the test if that takes too long.
func Eventually(t testing.TB, what string, ask func(context.Context) error) {
	t.Helper()
	Within(t, patience, what, ask)
}

// Within is Eventually with a time limit, which may be a promise of ours that the test is to prove. So it is told in the time
// of a machine that runs: where one stands still for two seconds, or lets each question take a second, that counts as half
// a second. A question that is never answered fails all the same, after some minutes.
func Within(t testing.TB, limit time.Duration, what string, ask func(context.Context) error) {
	t.Helper()
	if err := await(t.Context(), limit, ask); err != nil {
		t.Fatalf("%s: not within %s: %v", what, limit, err)
	}
}

// await asks until there is no error any more or the limit is over. The error says what the last answer was, how often it was
// asked and how long that took.
func await(ctx context.Context, limit time.Duration, ask func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, limit+patience)
	defer cancel()
	var last error
	for started, spent, times := time.Now(), time.Duration(0), 1; ; times++ {
		begun := time.Now()
		err := ask(ctx)
		if err == nil {
			return nil
		}
		// What the deadline cuts short says nothing about the state.
		if last == nil || !errors.Is(err, context.DeadlineExceeded) {
			last = err
		}
		if spent >= limit || !again(ctx) {
			return fmt.Errorf("%w (asked %d times in %s)", last, times, time.Since(started).Round(time.Millisecond))
		}
		spent += min(time.Since(begun), longestTurn)
	}
}

// again waits for the next question, and says whether there is to be one.
func again(ctx context.Context) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(pause):
		return true
	}
}

func splitResource(full string) (resource, subresource string) {
	resource, subresource, _ = strings.Cut(full, "/")
	return resource, subresource
}
