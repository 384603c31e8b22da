// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package schedule

import (
	"context"
	"math"
	"strings"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/types"
)

func defaults() Options {
	return Options{
		Interval: time.Minute, MaxBackoff: 5 * time.Minute, Jitter: 0.1,
		Concurrency: 256, PerHost: 32, SlowAfter: 500 * time.Millisecond,
	}
}

func TestNewValidates(t *testing.T) {
	tests := []struct {
		name   string
		change func(*Options)
		want   string // in the error; empty when there is none
	}{
		{"defaults", func(*Options) {}, ""},
		{"no jitter", func(o *Options) { o.Jitter = 0 }, ""},
		{"fewest places", func(o *Options) { o.Concurrency, o.PerHost = 2, 2 }, ""},
		{"no backoff", func(o *Options) { o.MaxBackoff = o.Interval }, ""},
		{"no interval", func(o *Options) { o.Interval = 0 }, "interval"},
		{"backoff below the interval", func(o *Options) { o.MaxBackoff = time.Second }, "backoff"},
		{"negative jitter", func(o *Options) { o.Jitter = -0.1 }, "jitter"},
		{"jitter of a whole interval", func(o *Options) { o.Jitter = 1 }, "jitter"},
		{"jitter that is no number", func(o *Options) { o.Jitter = math.NaN() }, "jitter"},
		{"one place", func(o *Options) { o.Concurrency = 1 }, "two lanes"},
		{"one place per host", func(o *Options) { o.PerHost = 1 }, "per host"},
		{"slow at once", func(o *Options) { o.SlowAfter = 0 }, "slow after"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			options := defaults()
			tt.change(&options)
			_, err := New(options, func(context.Context, types.NamespacedName) Outcome { return Healthy })
			if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want an error about %q", err, tt.want)
			}
		})
	}
	if _, err := New(defaults(), nil); err == nil {
		t.Error("a scheduler without anything to run is made")
	}
}
