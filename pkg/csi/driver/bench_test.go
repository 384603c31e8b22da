// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package driver

import (
	"bytes"
	"testing"
)

// What a call costs that finds everything as it should be, which is nearly every call there is.
func BenchmarkRepublish(b *testing.B) {
	f := newFixtureWith(b, 1<<30, bytes.Repeat([]byte("#"), 200<<10)) // as many authorities as a system has
	request := f.request(b)
	f.publish(b, request)
	b.ReportAllocs()
	for b.Loop() {
		f.publish(b, request)
	}
}
