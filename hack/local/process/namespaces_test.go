// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package process

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"
)

// What runs in the namespaces of an isolated process sees them and not ours, and ends with it; and we stay where we were.
func TestNamespacesEndWithTheirFirstProcess(t *testing.T) {
	if runtime.GOOS != "linux" || os.Geteuid() != 0 {
		t.Log("left out: namespaces take root on Linux")
		return
	}
	ours := namespace(t, os.Getpid())
	first := sleeper(t.TempDir(), false)
	first.Isolated = true
	isolated := start(t, first)
	second := sleeper(t.TempDir(), true)
	second.Inside = isolated
	inside := start(t, second)

	theirs := namespace(t, isolated.PID())
	if theirs == ours || namespace(t, inside.PID()) != theirs {
		t.Errorf("namespaces: ours %s, of the isolated %s, of the one inside %s", ours, theirs, namespace(t, inside.PID()))
	}
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			out, err := isolated.Run(t.Context(), "typed", "sh", "-c", "cat; test $$ -lt 100")
			if err != nil || out != "typed" {
				t.Errorf("printed %q, error %v; want what it read, with a small process id", out, err)
			}
		})
	}
	all.Wait()
	awaitOurThreads(t, ours)

	if err := isolated.Kill(t.Context()); err != nil {
		t.Fatal(err)
	}
	patience, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := inside.Wait(patience); err != nil {
		t.Errorf("the process inside lives on: %v", err)
	}
	if _, err := isolated.Run(t.Context(), "", "true"); err == nil {
		t.Error("a program ran in namespaces that are gone")
	}
}

func namespace(t *testing.T, pid int) string {
	t.Helper()
	found, err := os.Readlink(fmt.Sprintf("/proc/%d/ns/net", pid))
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// awaitOurThreads returns when no thread of this process is anywhere else: it would keep what is there from being removed.
func awaitOurThreads(t *testing.T, ours string) {
	t.Helper()
	deadline, tick := time.After(time.Minute), time.NewTicker(poll)
	defer tick.Stop()
	for {
		links, err := filepath.Glob("/proc/self/task/*/ns/net")
		if err != nil {
			t.Fatal(err)
		}
		astray := 0
		for _, link := range links {
			// A thread may have ended meanwhile.
			if found, err := os.Readlink(link); err == nil && found != ours {
				astray++
			}
		}
		if astray == 0 {
			return
		}
		select {
		case <-deadline:
			t.Fatalf("%d threads stay in the namespaces of others", astray)
		case <-tick.C:
		}
	}
}
