// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package schedule

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestSchedulerKeepsTheInterval(t *testing.T) {
	inBubble(t, func(t *testing.T, s *Scheduler, p *tools) {
		p.behave("b", 20*time.Millisecond, Failing)
		s.Trigger(named("a"), "h", First)
		s.Trigger(named("b"), "h", Second)
		s.Adopt(named("c"), "h")
		synctest.Wait()
		if p.runs("a") != 1 || p.runs("b") != 1 || p.runs("c") != 0 {
			t.Errorf("started at once: %v", p.started)
		}
		pass(time.Hour)
		// 60 s ± 10 %, and 300 s ± 10 % for the failing one
		if n := p.runs("a"); n < 55 || n > 67 {
			t.Errorf("a ran %d times in an hour", n)
		}
		if n := p.runs("b"); n < 11 || n > 15 {
			t.Errorf("b, which fails, ran %d times in an hour", n)
		}
		if n := p.runs("c"); n < 54 || n > 67 {
			t.Errorf("c ran %d times in an hour", n)
		}
	})
}

func TestSchedulerCancels(t *testing.T) {
	tests := []struct {
		name    string
		change  func(*Scheduler)
		runs    int
		running int
	}{
		{"trigger", func(s *Scheduler) { s.Trigger(named("a"), "h", First) }, 2, 1},
		{"forget", func(s *Scheduler) { s.Forget(named("a")) }, 1, 0},
		{"forget and trigger", func(s *Scheduler) { s.Forget(named("a")); s.Trigger(named("a"), "g", Second) }, 2, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, s *Scheduler, p *tools) {
				p.behave("a", 10*time.Second, Healthy)
				s.Trigger(named("a"), "h", First)
				pass(100 * time.Millisecond)
				tt.change(s)
				pass(100 * time.Millisecond)
				if stats := s.Stats(); p.runs("a") != tt.runs || p.abandoned["a"] != 1 || stats.Fast.Running != tt.running {
					t.Errorf("%d runs, %d abandoned, %+v", p.runs("a"), p.abandoned["a"], stats)
				}
			})
		})
	}
}

func TestSchedulerMovesWhatIsSlow(t *testing.T) {
	inBubble(t, func(t *testing.T, s *Scheduler, p *tools) {
		for _, name := range numbered(40) {
			p.behave(name, 10*time.Second, Healthy)
			s.Trigger(named(name), "h", First)
		}
		pass(100 * time.Millisecond)
		if got, want := s.Stats(), (Stats{Fast: LaneStats{Queued: 8, Running: 32}, OldestDue: 100 * time.Millisecond}); got != want {
			t.Errorf("at first %+v, want %+v", got, want)
		}
		pass(time.Second)
		if got, want := s.Stats(), (LaneStats{Queued: 24, Running: 16}); got.Slow != want {
			t.Errorf("after a second %+v in the slow lane, want %+v", got.Slow, want)
		}
		s.Trigger(named("quick"), "h", Second)
		synctest.Wait()
		if p.runs("quick") != 1 {
			t.Error("slow keys hold up a new one of the same host")
		}
		pass(40 * time.Second)
		if got := s.Stats(); got.Slow.Queued+got.Slow.Running+got.Fast.Queued+got.Fast.Running != 0 {
			t.Errorf("in the end %+v", got)
		}
	})
}

func TestSchedulerWithManyKeys(t *testing.T) {
	inBubble(t, func(t *testing.T, s *Scheduler, p *tools) {
		names := numbered(1000)
		for i, name := range names {
			if i%10 == 0 {
				p.behave(name, 5*time.Second, Healthy)
			}
			s.Adopt(named(name), "h"+name[len(name)-1:])
		}
		pass(2 * time.Minute)
		for i, name := range names {
			if i%3 == 0 {
				s.Forget(named(name))
			}
			if i%2 == 0 {
				s.Trigger(named(name), "h", Second)
			}
		}
		pass(2 * time.Minute)
		for i, name := range names {
			if n := p.runs(name); n < 1 || n < 3 && i%10 != 0 && i%6 != 3 {
				t.Errorf("%s ran %d times", name, n)
			}
		}
		if p.most > 256 {
			t.Errorf("%d runs at once", p.most)
		}
	})
}

func TestRunEndsWithoutAnyKey(t *testing.T) {
	inBubble(t, func(_ *testing.T, s *Scheduler, _ *tools) {
		pass(time.Hour)
		s.Forget(named("nobody"))
	})
}
