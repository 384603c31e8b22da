// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package memory

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
)

// small are limits that tests reach: 10 bytes are free.
func small() Limits {
	return Limits{Free: 10, Most: 100, Places: 3, PerHost: 2, Patience: time.Second}
}

// occupy begins calls, each of which takes a place.
func occupy(t *testing.T, m *Memory, hosts ...string) []*Call {
	t.Helper()
	var all []*Call
	for _, host := range hosts {
		call := m.Begin(host)
		if err := call.Hold(t.Context(), 11); err != nil {
			t.Fatalf("there is no place for %s: %v", host, err)
		}
		all = append(all, call)
	}
	return all
}

func end(calls ...*Call) {
	for _, call := range calls {
		call.End()
	}
}

// expectNothing fails if anything is kept of calls that have ended.
func expectNothing(t *testing.T, m *Memory) {
	t.Helper()
	if len(m.hosts) != 0 {
		t.Errorf("hosts are kept: %v", m.hosts)
	}
	if !m.places.TryAcquire(m.limits.Places) {
		t.Error("a place was not given back")
	}
}

func codeOf(t *testing.T, err error) int32 {
	t.Helper()
	var status *apierrors.StatusError
	switch {
	case err == nil:
		return http.StatusOK
	case !errors.As(err, &status):
		t.Fatalf("the error %v is no Status", err)
	}
	return status.ErrStatus.Code
}

func TestHold(t *testing.T) {
	for _, tt := range []struct {
		name string
		// taken are hosts, each of which there is a call about that has a place.
		taken []string
		host  string
		// holds are bytes, which are released where they are negative.
		holds []int64
		code  int32
	}{
		{"as much as is free", []string{"a", "a", "b"}, "a", []int64{4, 6}, 200},
		{"again what was released", []string{"a", "a", "b"}, "a", []int64{10, -10, 10}, 200},
		{"more than is free", []string{"a", "b"}, "a", []int64{10, 1}, 200},
		{"more than is free at a host that has its part", []string{"a", "a"}, "a", []int64{10, 1}, 429},
		{"more than is free of another host", []string{"a", "a"}, "b", []int64{10, 1}, 200},
		{"more than is free when there are no places", []string{"a", "a", "b"}, "c", []int64{11}, 429},
		{"as much as one may", nil, "a", []int64{60, 40}, 200},
		{"more than one may", nil, "a", []int64{60, 41}, 502},
		{"more than one may at once", []string{"a", "a"}, "a", []int64{101}, 502},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := New(small())
				taken := occupy(t, m, tt.taken...)
				call := m.Begin(tt.host)
				var err error
				for _, bytes := range tt.holds {
					if bytes < 0 {
						call.Release(-bytes)
					} else if err = call.Hold(t.Context(), bytes); err != nil {
						break
					}
				}
				if code := codeOf(t, err); code != tt.code {
					t.Errorf("got %d, want %d: %v", code, tt.code, err)
				}
				if seconds, ok := apierrors.SuggestsClientDelay(err); ok != (tt.code == http.StatusTooManyRequests) || ok && seconds != 1 {
					t.Errorf("one may try again after %d s: %t", seconds, ok)
				}
				call.End()
				end(taken...)
				expectNothing(t, m)
			})
		})
	}
}

// Who waits gets the place that somebody gives back, and does not wait for longer than has been said.
func TestWaiting(t *testing.T) {
	for _, tt := range []struct {
		name  string
		after time.Duration
		code  int32
		waits time.Duration
	}{
		{"a place in time", 400 * time.Millisecond, 200, 400 * time.Millisecond},
		{"a place too late", 2 * time.Second, 429, time.Second},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := New(small())
				taken := occupy(t, m, "a", "a")
				time.AfterFunc(tt.after, func() { taken[0].End() })
				began, call := time.Now(), m.Begin("a")
				if code := codeOf(t, call.Hold(t.Context(), 11)); code != tt.code || time.Since(began) != tt.waits {
					t.Errorf("%d after %s, want %d after %s", code, time.Since(began), tt.code, tt.waits)
				}
				// Nobody waits twice in one call.
				began = time.Now()
				if code := codeOf(t, call.Hold(t.Context(), 11)); code != tt.code || time.Since(began) != 0 {
					t.Errorf("the second time: %d after %s", code, time.Since(began))
				}
				// The other call ends.
				<-time.After(tt.after)
				synctest.Wait()
				end(call, taken[1])
				expectNothing(t, m)
			})
		})
	}
}

// Who has no patience left takes what is free, and waits for nothing.
func TestNoPatience(t *testing.T) {
	limits := small()
	limits.Patience = -time.Second
	for _, tt := range []struct {
		name  string
		taken []string
		code  int32
	}{
		{"places are free", nil, 200},
		{"no place of the host is free", []string{"a", "a"}, 429},
		{"no place is free", []string{"a", "b", "b"}, 429},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := New(limits)
			taken := occupy(t, m, tt.taken...)
			call := m.Begin("a")
			if code := codeOf(t, call.Hold(t.Context(), 11)); code != tt.code {
				t.Errorf("got %d, want %d", code, tt.code)
			}
			call.End()
			end(taken...)
			expectNothing(t, m)
		})
	}
}

// A caller that goes is told that it has gone, and not that there is no room.
func TestCallersThatGo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := New(small())
		taken := occupy(t, m, "a", "b", "c")
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		call := m.Begin("a")
		if err := call.Hold(ctx, 11); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		call.End()
		end(taken...)
		expectNothing(t, m)
	})
}

// The answers of one call share its place, and one that is refused is refused to all.
func TestAnswersOfOneCall(t *testing.T) {
	for name, taken := range map[string][]string{"with a place": nil, "without": {"a", "a"}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := New(small())
				others := occupy(t, m, taken...)
				call := m.Begin("a")
				began := time.Now()
				var answers sync.WaitGroup
				for range 8 {
					answers.Go(func() {
						if err := call.Hold(t.Context(), 11); (err == nil) != (taken == nil) {
							t.Errorf("got %v", err)
						}
					})
				}
				answers.Wait()
				if waited := time.Since(began); waited > time.Second {
					t.Errorf("they waited one after the other, %s", waited)
				}
				call.End()
				end(others...)
				expectNothing(t, m)
			})
		})
	}
}

func TestDefaults(t *testing.T) {
	got := New(Limits{Places: 5}).limits
	want := Limits{Free: defaultFree, Most: defaultMost, Places: 5, PerHost: defaultPerHost, Patience: defaultPatience}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// Where nobody counts, everything may be held.
func TestNoCall(t *testing.T) {
	var none *Call
	if err := none.Hold(t.Context(), 1<<40); err != nil {
		t.Error(err)
	}
	none.Release(1)
	none.End()
}
