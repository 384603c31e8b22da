// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package schedule

import (
	"context"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"k8s.io/apimachinery/pkg/types"
)

// tools are what is run in tests of the Scheduler, and what was seen.
type tools struct {
	mu        sync.Mutex
	takes     map[string]time.Duration // a millisecond for others
	fails     map[string]bool
	running   map[string]bool
	most      int
	started   map[string]int
	abandoned map[string]int
	twice     []string
}

func newTools() *tools {
	return &tools{
		takes: map[string]time.Duration{}, fails: map[string]bool{}, running: map[string]bool{},
		started: map[string]int{}, abandoned: map[string]int{},
	}
}

func (p *tools) run(ctx context.Context, key types.NamespacedName) Outcome {
	takes, outcome := p.begin(key.Name)
	select {
	case <-ctx.Done():
		outcome = Abandoned
	case <-time.After(takes):
	}
	p.end(key.Name, outcome)
	return outcome
}

func (p *tools) begin(name string) (takes time.Duration, outcome Outcome) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.running[name] {
		p.twice = append(p.twice, name)
	}
	p.running[name] = true
	p.most = max(p.most, len(p.running))
	p.started[name]++
	takes, outcome = time.Millisecond, Healthy
	if d, ok := p.takes[name]; ok {
		takes = d
	}
	if p.fails[name] {
		outcome = Failing
	}
	return takes, outcome
}

func (p *tools) end(name string, outcome Outcome) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.running, name)
	if outcome == Abandoned {
		p.abandoned[name]++
	}
}

// behave says how long runs of a key take, and how they end.
func (p *tools) behave(name string, takes time.Duration, outcome Outcome) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.takes[name], p.fails[name] = takes, outcome == Failing
}

// runs is how often a key was started.
func (p *tools) runs(name string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.started[name]
}

// inBubble runs a test with a Scheduler on a time of its own, and looks for what it leaves behind.
func inBubble(t *testing.T, test func(t *testing.T, s *Scheduler, p *tools)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		p := newTools()
		s, err := New(defaults(), p.run)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			defer close(done)
			s.Run(ctx)
		}()
		test(t, s, p)
		cancel()
		<-done
		if len(p.running) > 0 {
			t.Errorf("Run has returned while %v were under way", p.running)
		}
		synctest.Wait()
		stacks := make([]byte, 1<<20)
		if n := strings.Count(string(stacks[:runtime.Stack(stacks, true)]), "(*Scheduler).advance"); n > 0 {
			t.Errorf("%d goroutines are left after Run has returned", n)
		}
		if len(p.twice) > 0 {
			t.Errorf("these keys ran twice at once: %v", p.twice)
		}
	})
}

// pass lets time pass and waits for what follows.
func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}
