// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package csi

import (
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
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
	file := fmt.Sprintf("/proc/%d/status", pid)
	content, err := os.ReadFile(file)
	if err != nil {
		return memory{}, err
	}
	found := map[string]float64{}
	for line := range strings.Lines(string(content)) {
		fields := strings.Fields(line)
		if len(fields) != 3 || fields[2] != "kB" {
			continue
		}
		kib, err := strconv.ParseFloat(fields[1], 64)
		if err != nil {
			return memory{}, fmt.Errorf("%s: %w", file, err)
		}
		found[fields[0]] = kib / (1 << 10)
	}
	return memory{resident: found["VmRSS:"], own: found["RssAnon:"], program: found["RssFile:"], most: found["VmHWM:"]}, nil
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
