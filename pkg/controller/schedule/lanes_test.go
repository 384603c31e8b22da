// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package schedule

import (
	"testing"
	"time"
)

// four leaves four places of which the slow lane may use two.
func four(o *Options) { o.Concurrency = 4 }

func TestLanes(t *testing.T) {
	const (
		s  = time.Second
		ms = time.Millisecond
	)
	play(t, []scenario{
		{"what takes long goes on in the slow lane, up to half of the places", four, []step{
			{0, trigger("h", first, "a", "b", "c", "d"), "a b c d", ""},
			{499 * ms, nothing, "", ""},
			{500 * ms, nothing, "", "c d"},
			{510 * ms, ended(Abandoned, "c", "d"), "", ""}, // they wait for the slow lane
			{520 * ms, trigger("g", second, "e", "f", "g"), "e f", ""},
			{600 * ms, ended(Healthy, "e"), "g", ""},
			{10 * s, both(ended(Failing, "a"), ended(Healthy, "f", "g")), "c", ""},
			{11 * s, ended(Failing, "b"), "d", ""},
		}},
		{"the slow lane is limited for each host", func(o *Options) { o.PerHost = 4 }, []step{
			{0, trigger("h", first, "a", "b", "c"), "a b c", ""},
			{100 * ms, trigger("g", first, "x", "y"), "x y", ""},
			{500 * ms, nothing, "", "c"},
			{510 * ms, ended(Abandoned, "c"), "", ""},
			{520 * ms, trigger("h", first, "d", "e", "f"), "d e", ""},
			{600 * ms, ended(Healthy, "x", "y"), "", ""},
			{601 * ms, ended(Healthy, "d"), "f", ""},
			{700 * ms, ended(Healthy, "a"), "c", ""},
		}},
		{"what is known to be slow starts in the slow lane and is not cancelled", four, []step{
			{0, trigger("h", first, "a"), "a", ""},
			{500 * ms, nothing, "", ""},
			{10 * s, ended(Healthy, "a"), "", ""},
			{60 * s, nothing, "a", ""},
			{60*s + 1*ms, trigger("h", first, "b", "c", "d"), "b c d", ""},
			{60*s + 501*ms, nothing, "", "c d"}, // b has the other slow place
			{60*s + 502*ms, ended(Healthy, "a"), "", ""},
		}},
		{"a fast run brings a key back to the fast lane", four, []step{
			{0, trigger("h", first, "a"), "a", ""},
			{10 * s, ended(Healthy, "a"), "", ""},
			{60 * s, nothing, "a", ""}, // in the slow lane
			{60*s + 499*ms, ended(Healthy, "a"), "", ""},
			{100 * s, trigger("h", first, "x", "y"), "x y", ""},
			{101 * s, nothing, "", ""}, // the slow lane is full
			{120 * s, nothing, "a", ""},
		}},
		{"an abandoned run does not bring it back", four, []step{
			{0, trigger("h", first, "a"), "a", ""},
			{10 * s, ended(Healthy, "a"), "", ""},
			{60 * s, nothing, "a", ""},
			{60*s + 1*ms, ended(Abandoned, "a"), "", ""},
			{100 * s, trigger("h", first, "x", "y"), "x y", ""},
			{101 * s, nothing, "", ""},
			{120 * s, nothing, "", ""}, // the slow lane is full
			{121 * s, ended(Healthy, "x"), "a", ""},
		}},
		{"a result that comes with the cancellation counts", func(o *Options) { o.PerHost = 2 }, []step{
			{0, trigger("h", first, "a", "b"), "a b", ""},
			{500 * ms, nothing, "", "b"},
			{510 * ms, ended(Healthy, "b"), "", ""},
			{59 * s, trigger("h", first, "b"), "", ""}, // it is in the slow lane
			{59*s + 1*ms, ended(Healthy, "a"), "b", ""},
		}},
		{"a key of another host is not taken for slow", four, []step{
			{0, trigger("h", first, "a", "x", "y"), "a x y", ""},
			{500 * ms, nothing, "", "y"},
			{510 * ms, ended(Abandoned, "y"), "", ""},
			{520 * ms, trigger("g", first, "y"), "y", ""},
		}},
		{"the slow lane takes free places first", four, []step{
			{0, trigger("h", first, "a"), "a", ""},
			{10 * s, ended(Healthy, "a"), "", ""},
			{59*s + 900*ms, trigger("h", first, "b", "c", "d", "e", "f"), "b c d e", ""},
			{60 * s, nothing, "", ""},
			{60*s + 100*ms, ended(Healthy, "b"), "a", ""},
			{60*s + 200*ms, ended(Healthy, "c"), "f", ""},
		}},
		{"an abandoned run is as urgent as before", four, []step{
			{0, trigger("h", first, "a", "b", "c"), "a b c", ""},
			{500 * ms, nothing, "", "c"},
			{510 * ms, trigger("h", second, "d", "e"), "d", ""},
			{1010 * ms, nothing, "", "d"},
			{1020 * ms, ended(Abandoned, "d"), "e", ""},
			{1030 * ms, ended(Abandoned, "c"), "", ""},
			{1040 * ms, ended(Healthy, "a"), "c", ""},
		}},
	})
}
