// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package harness

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

var errNotYet = errors.New("not yet")

func TestAwait(t *testing.T) {
	for _, test := range []struct {
		name string
		// each is how long a question takes, after how long the answer is good; the limit is two seconds.
		each, after time.Duration
		good        bool
		// took is how long it takes at most, and not much less.
		took time.Duration
	}{
		{name: "good at once", good: true},
		{name: "good within the limit", after: 1900 * time.Millisecond, good: true, took: 2 * time.Second},
		{name: "good too late", after: 3 * time.Second, took: 2100 * time.Millisecond},
		{name: "good too late, by slow answers", each: 300 * time.Millisecond, after: 3 * time.Second, took: 2600 * time.Millisecond},
		{name: "good on a machine that stands still", each: 3 * time.Second, after: 8 * time.Second, good: true, took: 9100 * time.Millisecond},
		{name: "never good on such a machine", each: 3 * time.Second, after: time.Hour, took: 15200 * time.Millisecond},
		{name: "never answered", each: time.Hour, after: time.Hour, took: 2*time.Second + patience},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				started := time.Now()
				err := await(t.Context(), 2*time.Second, func(ctx context.Context) error {
					select {
					case <-ctx.Done():
						return ctx.Err()
					case <-time.After(test.each):
					}
					if time.Since(started) < test.after {
						return errNotYet
					}
					return nil
				})
				if (err == nil) != test.good {
					t.Errorf("error %v, want none: %v", err, test.good)
				}
				if took := time.Since(started); took > test.took || took < test.took*9/10 {
					t.Errorf("it took %s, want about %s", took, test.took)
				}
			})
		})
	}
}

// The last answer is told, and not that the time was over.
func TestAwaitTellsTheLastAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := false
		err := await(t.Context(), time.Second, func(ctx context.Context) error {
			if !asked {
				asked = true
				return errNotYet
			}
			<-ctx.Done()
			return ctx.Err()
		})
		if !errors.Is(err, errNotYet) || !strings.Contains(err.Error(), "asked 2 times") {
			t.Errorf("error %v", err)
		}
	})
}
