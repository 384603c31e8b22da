// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package process

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
)

// An Identity names one process for ever, other than a pid, which the kernel gives to another process later.
type Identity struct {
	// PID is the process id.
	PID int `json:"pid"`
	// Started is when the process was started, in clock ticks since the boot.
	Started uint64 `json:"started"`
	// Boot is the kernel's random id of the boot.
	Boot string `json:"boot"`
}

// state is what the kernel says about a process.
type state struct {
	identity Identity
	// zombie is set once the process has ended but has not been waited for.
	zombie bool
}

const bootIDFile = "/proc/sys/kernel/random/boot_id"

// inspect returns what the kernel says about the process with this pid. The error is fs.ErrNotExist when there is none.
func inspect(pid int) (state, error) {
	boot, err := os.ReadFile(bootIDFile)
	if err != nil {
		return state{}, fmt.Errorf("which boot of the kernel is this (it takes Linux to tell): %w", err)
	}
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return state{}, err
	}
	zombie, started, err := parseStat(string(stat))
	if err != nil {
		return state{}, fmt.Errorf("/proc/%d/stat: %w", pid, err)
	}
	identity := Identity{PID: pid, Started: started, Boot: strings.TrimSpace(string(boot))}
	return state{identity: identity, zombie: zombie}, nil
}

// parseStat reads the state and the start time out of a line of /proc/<pid>/stat (see proc_pid_stat(5)).
func parseStat(stat string) (zombie bool, started uint64, err error) {
	// The second field is the name of the program in parentheses, and may itself hold spaces and parentheses.
	end := strings.LastIndexByte(stat, ')')
	if end < 0 {
		return false, 0, errors.New("no name of a program in parentheses")
	}
	const stateField, startedField = 3, 22
	fields := strings.Fields(stat[end+1:]) // from the third field on
	if len(fields) <= startedField-stateField {
		return false, 0, fmt.Errorf("%d fields, want at least %d", len(fields)+stateField-1, startedField)
	}
	started, err = strconv.ParseUint(fields[startedField-stateField], 10, 64)
	if err != nil {
		return false, 0, fmt.Errorf("start time: %w", err)
	}
	switch fields[0] {
	case "Z", "X", "x":
		return true, started, nil
	}
	return false, started, nil
}

// alive tells whether the process that identity names still runs.
func alive(identity Identity) (bool, error) {
	now, err := inspect(identity.PID)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return now.identity == identity && !now.zombie, nil
}
