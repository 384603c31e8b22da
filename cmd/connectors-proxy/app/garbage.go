// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

const (
	// heapFloor is the size of the heap, 128 MiB, below which no garbage is collected. A proxy holds little and allocates much:
	// with the usual setting it would collect ten times a second, and requests would wait for it.
	heapFloor = 128 << 20
	// usualPercent is the setting for a larger heap, by how much it may grow. What makes it large are watches and tunnels, which
	// make no garbage while nothing happens in them.
	usualPercent = 50
	liveHeap     = "/gc/heap/live:bytes"
)

// collectLess keeps the garbage collector to heapFloor, for good. Whoever sets GOGC decides by himself.
func collectLess() {
	if os.Getenv("GOGC") != "" {
		return
	}
	runtime.SetFinalizer(&perCycle{}, (*perCycle).next)
	runtime.GC() // before it, nobody knows how much is alive
}

// perCycle is garbage of which a finalizer makes garbage again, so that it is called after every collection.
type perCycle struct {
	// inForce is what was set last.
	inForce int
	// A value without a pointer may share its memory with others, and is no garbage before they are.
	_ *byte
}

func (c *perCycle) next() {
	if percent := percentFor(liveBytes()); percent != c.inForce {
		c.inForce = percent
		debug.SetGCPercent(percent)
	}
	runtime.SetFinalizer(c, (*perCycle).next)
}

// percentFor says by how much the live heap may grow until the next collection. Steps of a tenth keep it from being set, for
// which the process is stopped, after every one of them.
func percentFor(live uint64) int {
	const step, least = 10, 1 << 20
	if live >= heapFloor {
		return usualPercent
	}
	percent := int(heapFloor*100/max(live, least)) - 100 //nolint:gosec // at most 12,700
	return max(percent/step*step, usualPercent)
}

func liveBytes() uint64 {
	sample := []metrics.Sample{{Name: liveHeap}}
	metrics.Read(sample)
	if sample[0].Value.Kind() != metrics.KindUint64 {
		return heapFloor // a runtime that does not say keeps the usual setting
	}
	return sample[0].Value.Uint64()
}
