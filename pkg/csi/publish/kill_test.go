// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

//go:build linux

package publish

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// healed is the token of volumes that were put right; their generations have numbers from 1000 on.
const healed = "healed"

// TestKilled ends a process with SIGKILL at random moments of its writing and removing. Whatever it leaves, files that can be
// seen are whole, and the next call puts everything right.
func TestKilled(t *testing.T) {
	rounds := 200
	if testing.Short() {
		rounds = 20
	}
	path := volumePath(t)
	found := map[string]int{}
	for round := range rounds {
		killOne(t, path)
		found[checkLeft(t, path)]++
		if round%3 == 0 {
			remove(t, path)
		}
		if round%2 == 0 {
			_, err := tryWrite(path, nil, numbered(1000+round), healed)
			must(t, err)
			checkExact(t, path, numbered(1000+round))
		}
		if t.Failed() {
			t.Fatalf("in round %d", round)
		}
	}
	remove(t, path)
	t.Logf("what the killed left: %v", found)
}

func killOne(t *testing.T, path string) {
	t.Helper()
	c := startChild(t, childWrites, path, 0)
	for range 1 + rand.IntN(8) {
		if line := c.line(t); strings.HasPrefix(line, childFailed) {
			t.Fatal(line)
		}
	}
	moment := time.NewTimer(time.Duration(rand.IntN(2000)) * time.Microsecond)
	<-moment.C
	must(t, c.cmd.Process.Kill())
	_ = c.cmd.Wait()
}

// checkLeft looks as a Pod and as a new driver do.
func checkLeft(t *testing.T, path string) string {
	t.Helper()
	if !isLive(t, path) {
		if _, err := os.Lstat(filepath.Join(path, dataLink)); err == nil {
			t.Error("there are files, but they are not live")
		}
		return "no files, mounts: " + strconv.Itoa(mountsOf(t, path))
	}
	text, err := os.ReadFile(filepath.Join(path, "number"))
	must(t, err)
	number, err := strconv.Atoi(string(text))
	must(t, err)
	for name, content := range numbered(number) {
		if got, err := os.ReadFile(filepath.Join(path, name)); err != nil || string(got) != content {
			t.Errorf("file %s is not whole: %v", name, err)
		}
	}
	if number >= 1000 {
		checkToken(t, path, healed)
	} else {
		checkToken(t, path, string(text))
	}
	return "files, in the volume: " + strconv.Itoa(len(readNames(t, path)))
}
