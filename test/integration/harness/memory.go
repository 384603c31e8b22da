// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package harness

import (
	"testing"

	"github.com/prometheus/procfs"
)

// Memory is what a process has in memory now, PeakMemory the most it ever had, in bytes. Both take Linux.
func Memory(t testing.TB, pid int) int64 { return int64(status(t, pid).VmRSS) }

// PeakMemory is described with Memory.
func PeakMemory(t testing.TB, pid int) int64 { return int64(status(t, pid).VmHWM) }

// PID is the process that a part runs as.
func (s *Stack) PID(t testing.TB, part string) int {
	t.Helper()
	pid, err := s.cluster.PID(part)
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

func status(t testing.TB, pid int) procfs.ProcStatus {
	t.Helper()
	process, err := procfs.NewProc(pid)
	if err != nil {
		t.Fatal(err)
	}
	status, err := process.NewStatus()
	if err != nil {
		t.Fatal(err)
	}
	return status
}
