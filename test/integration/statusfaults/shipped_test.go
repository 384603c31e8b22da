// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package statusfaults

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"testing"
	"time"

	"connectors.alauda.io/test/integration/harness"
)

// What is about memory and numbers is tried on servers as they are shipped: the race detector takes ten times as much.
func TestShippedServers(t *testing.T) {
	t.Parallel()
	s := harness.Start(t, harness.Config{Release: true, Args: map[string][]string{harness.Controller: {
		"--probe-interval=2s", "--probe-max-backoff=4s", "--probe-timeout=3s",
	}}})
	t.Run("hostile tools", func(t *testing.T) { testHostileTools(t, newRoom(t, s)) })
	t.Run("a class that goes and comes back", func(t *testing.T) { testClassGone(t, newRoom(t, s)) })
}

// peakMemory is the most memory that a part has ever used, in bytes.
func peakMemory(t *testing.T, s *harness.Stack, part string) int {
	t.Helper()
	pid, err := s.Cluster().PID(part)
	if err != nil {
		t.Fatal(err)
	}
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`VmHWM:\s*(\d+) kB`).FindSubmatch(status)
	if found == nil {
		t.Fatalf("the status of process %d has no VmHWM:\n%s", pid, status)
	}
	kilobytes, err := strconv.Atoi(string(found[1]))
	if err != nil {
		t.Fatal(err)
	}
	return kilobytes << 10
}

const shippedInterval = 2 * time.Second
