// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package schedule

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

// numbered are the names of n keys.
func numbered(n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprintf("k%05d", i)
	}
	return names
}

// narrow leaves two places, of which the fast lane may use both.
func narrow(o *Options) { o.Concurrency, o.SlowAfter = 2, time.Hour }

func TestOrder(t *testing.T) {
	const s = time.Second
	busy := step{0, trigger("busy", first, "x", "y"), "x y", ""}
	play(t, []scenario{
		{"first before second before periodic", narrow, []step{
			{0, adopt("h", "p"), "", ""},
			{29 * s, trigger("busy", first, "x", "y"), "x y", ""},
			{30 * s, trigger("h", second, "s"), "", ""},
			{31 * s, trigger("h", first, "f"), "", ""},
			{32 * s, ended(Healthy, "x"), "f", ""},
			{32 * s, ended(Healthy, "f"), "s", ""},
			{32 * s, ended(Healthy, "s"), "p", ""},
		}},
		{"within a class the longest waiting first, whatever its host", narrow, []step{
			busy,
			{1 * s, trigger("h1", second, "a"), "", ""},
			{2 * s, trigger("h2", second, "b"), "", ""},
			{3 * s, trigger("h1", second, "c"), "", ""},
			{4 * s, ended(Healthy, "x", "y"), "a b", ""},
			{5 * s, ended(Healthy, "b"), "c", ""},
		}},
		{"a second trigger does not lose the place", narrow, []step{
			busy,
			{1 * s, trigger("h", second, "a", "b"), "", ""},
			{2 * s, trigger("h", second, "a"), "", ""},
			{3 * s, ended(Healthy, "x"), "a", ""},
		}},
		{"a more urgent trigger improves the place, a less urgent one does not worsen it", narrow, []step{
			busy,
			{1 * s, trigger("h", second, "a", "b"), "", ""},
			{2 * s, trigger("h", first, "b"), "", ""},
			{3 * s, trigger("h", second, "b"), "", ""},
			{4 * s, ended(Healthy, "x"), "b", ""},
		}},
		{"a host at its limit holds up nobody else", func(o *Options) { o.PerHost = 2 }, []step{
			{0, trigger("h1", first, "a", "b", "c", "d"), "a b", ""},
			{1 * s / 10, trigger("h2", second, "e"), "e", ""},
			{2 * s / 10, ended(Healthy, "b"), "c", ""},
			{3 * s / 10, ended(Healthy, "a", "c"), "d", ""},
		}},
		{"a key that has got another host is as urgent as before", narrow, []step{
			busy,
			{1 * s, trigger("h1", first, "a"), "", ""},
			{2 * s, trigger("h2", second, "a", "b"), "", ""},
			{3 * s, trigger("h2", first, "c"), "", ""},
			{4 * s, ended(Healthy, "x"), "a", ""},
		}},
		{"a key that has got another host waits there", func(o *Options) { o.PerHost = 2 }, []step{
			{0, trigger("h1", first, "a", "b", "c"), "a b", ""},
			{1 * s / 10, trigger("h2", second, "c"), "c", ""},
		}},
	})
}

// A steady stream of triggers, always more than there are places for, does not keep periodic keys from their turn,
// neither on the whole nor at one host.
func TestPeriodicKeysDoNotStarve(t *testing.T) {
	tests := []struct {
		name    string
		options func(*Options)
		host    func(i int) string // of the i-th triggered key; the periodic ones are at "h"
	}{
		{"all places taken", narrow, func(i int) string { return fmt.Sprint(i % 5) }},
		{"all places of the host taken", func(o *Options) { o.PerHost = 2 }, func(int) string { return "h" }},
		{"two hosts in step", func(o *Options) { o.PerHost = 2 }, func(i int) string { return []string{"h", "other"}[i%2] }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			options := defaults()
			tt.options(&options)
			d := newDriver(t, options)
			adopt("h", "p0", "p1", "p2", "p3")(d)
			d.now = epoch.Add(29 * time.Second)
			ran := map[string]bool{}
			for i := 0; len(ran) < 4 && i < 400; i += 4 {
				for n := i; n < i+4; n++ {
					d.planner.trigger(d.now, named(fmt.Sprintf("t%03d", n)), tt.host(n), first)
				}
				d.now = d.now.Add(100 * time.Millisecond)
				started, _ := d.advance()
				for key := range strings.FieldsSeq(started) {
					if strings.HasPrefix(key, "p") {
						ran[key] = true
					}
				}
				endOneOfEachHost(d)
			}
			if len(ran) < 4 {
				t.Errorf("of four periodic keys only %v ran", ran)
			}
			if stats := d.planner.stats(d.now); stats.Fast.Queued == 0 {
				t.Error("the triggered keys did not fill the places: the test shows nothing")
			}
		})
	}
}

func endOneOfEachHost(d *driver) {
	ended := map[string]bool{}
	for _, key := range slices.SortedFunc(maps.Keys(d.running), byName) {
		if host := d.running[key].host.name; !ended[host] {
			ended[host] = true
			d.end(key, Healthy)
		}
	}
}
