// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package csi

import (
	"fmt"

	"golang.org/x/sys/unix"

	"connectors.alauda.io/test/bench/stage"
)

// memory is what a process holds, in MiB, garbage included.
type memory struct {
	// resident is all of it, of which own is what the process has written and program what it has read of its binary; most
	// is the highest that resident ever was.
	resident, own, program, most float64
}

func (m memory) String() string {
	return fmt.Sprintf("%.1f MiB resident (%.1f of its own, %.1f of its binary), at most %.1f", m.resident, m.own, m.program, m.most)
}

// memoryOf looks at a process.
func memoryOf(pid int) (memory, error) {
	status, err := stage.StatusOf(pid)
	mib := func(bytes uint64) float64 { return float64(bytes) / (1 << 20) }
	return memory{
		resident: mib(status.VmRSS), own: mib(status.RssAnon), program: mib(status.RssFile), most: mib(status.VmHWM),
	}, err
}

// filesOf is the memory that the files of a volume take on average, in KiB. It is no process's.
func (m *measurement) filesOf(volumes []volume) (float64, error) {
	var sum float64
	for _, v := range volumes {
		var facts unix.Statfs_t
		if err := unix.Statfs(m.kubelet.seen(v.target), &facts); err != nil {
			return 0, fmt.Errorf("looking at the volume %s: %w", v.target, err)
		}
		sum += float64(facts.Blocks-facts.Bfree) * float64(facts.Bsize)
	}
	return sum / float64(len(volumes)) / (1 << 10), nil
}
