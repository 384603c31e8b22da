// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package stage

import (
	"fmt"
	"time"

	"github.com/prometheus/procfs"
)

// ResidentOf returns the bytes of memory that a process holds, as the kernel of Linux says.
func ResidentOf(pid int) (int64, error) {
	status, err := StatusOf(pid)
	return int64(status.VmRSS), err
}

// MostResidentOf returns the most bytes that a process has held since it was started.
func MostResidentOf(pid int) (int64, error) {
	status, err := StatusOf(pid)
	return int64(status.VmHWM), err
}

// StatusOf returns what the kernel of Linux says of a process.
func StatusOf(pid int) (procfs.ProcStatus, error) {
	process, err := procfs.NewProc(pid)
	if err != nil {
		return procfs.ProcStatus{}, fmt.Errorf("the memory of a server can be read on Linux only: %w", err)
	}
	return process.NewStatus()
}

// CPUOf returns the processor time that a process has used, as the kernel of Linux says, in steps of 10 ms.
func CPUOf(pid int) (time.Duration, error) {
	process, err := procfs.NewProc(pid)
	if err != nil {
		return 0, fmt.Errorf("the processor time of a server can be read on Linux only: %w", err)
	}
	stat, err := process.Stat()
	if err != nil {
		return 0, err
	}
	return time.Duration(stat.CPUTime() * float64(time.Second)), nil
}
