// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package driver

import (
	"strings"
	"testing"
)

// What a call costs that finds everything as it should be, which is nearly every call there is.
func BenchmarkRepublish(b *testing.B) {
	f := newFixtureWith(b, 1<<30, strings.Repeat("#", 200<<10)) // as many authorities as a system has
	f.cluster.version()
	request := f.request(b)
	f.publish(b, request)
	b.ReportAllocs()
	for b.Loop() {
		f.publish(b, request)
	}
}
