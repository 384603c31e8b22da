// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package schedule

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/types"
)

// perSecond is how many runs 10,000 keys make in a second when each is run once a minute.
const perSecond = simulatedKeys / 60.0

func reportShare(b *testing.B) {
	nanoseconds := float64(b.Elapsed().Nanoseconds()) / float64(b.N)
	b.ReportMetric(nanoseconds*perSecond/1e9*100, "%core")
}

// BenchmarkPlanner is the cost of one run in the steady state, without the run and its goroutine.
func BenchmarkPlanner(b *testing.B) {
	for name, hosts := range map[string]int{"one host": 1, "20 hosts": 20, "10,000 hosts": simulatedKeys} {
		b.Run(name, func(b *testing.B) {
			p := newPlanner(defaults(), rand.New(rand.NewPCG(1, 1)).Float64)
			names := numbered(simulatedKeys)
			for i, name := range names {
				p.adopt(epoch, named(name), names[i%hosts])
			}
			runs := 0
			for b.Loop() {
				for runs == 0 {
					now, _ := p.wake()
					start, _ := p.advance(now)
					for _, r := range start {
						p.ended(now, r, Healthy)
						runs++
					}
				}
				runs--
			}
			reportShare(b)
		})
	}
}

// BenchmarkBacklog is the cost of one run while all keys of one host are due.
func BenchmarkBacklog(b *testing.B) {
	p := newPlanner(defaults(), rand.New(rand.NewPCG(1, 1)).Float64)
	now := epoch
	for _, name := range numbered(simulatedKeys) {
		p.trigger(now, named(name), "one", second)
	}
	under, _ := p.advance(now)
	for b.Loop() {
		r := under[0]
		p.ended(now, r, Healthy)
		p.trigger(now, r.entry.key, "one", second)
		start, _ := p.advance(now)
		under = append(under[1:], start...)
	}
	reportShare(b)
}

// BenchmarkScheduler is the cost of one run with its goroutine and its context, triggered among 10,000 keys.
func BenchmarkScheduler(b *testing.B) {
	ran := make(chan struct{}, simulatedKeys)
	options := defaults()
	options.Interval, options.MaxBackoff = 24*time.Hour, 24*time.Hour // so that only what is triggered runs
	s, err := New(options, func(context.Context, types.NamespacedName) Outcome {
		ran <- struct{}{}
		return Healthy
	})
	if err != nil {
		b.Fatal(err)
	}
	names := numbered(simulatedKeys)
	for i, name := range names {
		s.Adopt(named(name), names[i%20])
	}
	ctx, cancel := context.WithCancel(b.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.Run(ctx)
	}()
	i := 0
	for b.Loop() {
		s.Trigger(named(names[i%simulatedKeys]), names[i%20], Second)
		<-ran
		i++
	}
	reportShare(b)
	cancel()
	<-done
}
