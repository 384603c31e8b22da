// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gatewayfaults

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"connectors.alauda.io/test/integration/harness"
)

// proc is a file of the process in /proc.
func (p replica) proc(t *testing.T, name string) string {
	t.Helper()
	return filepath.Join("/proc", strconv.Itoa(p.pid(t)), name)
}

// memory is what a process has in memory, in MiB.
func (p replica) memory(t *testing.T) int {
	t.Helper()
	return int(harness.Memory(t, p.pid(t)) >> 20)
}

// expectMemory waits until a process has no more than this many MiB in memory: what is garbage goes with the next collection,
// which comes within two minutes, and is given back to the machine slowly.
func (p replica) expectMemory(t *testing.T, after string, most int) {
	t.Helper()
	harness.Within(t, 5*time.Minute, fmt.Sprintf("the memory of %s after %s", p, after), func(context.Context) error {
		if now := p.memory(t); now > most {
			return fmt.Errorf("%d MiB, want at most %d", now, most)
		}
		return nil
	})
	t.Logf("%s has %d MiB after %s, may have %d", p, p.memory(t), after, most)
}

func (p replica) metrics() ([]byte, error) {
	answer, err := http.Get(p.at("-health") + "/metrics")
	if err != nil {
		return nil, err
	}
	defer func() { _ = answer.Body.Close() }()
	return io.ReadAll(answer.Body)
}

// gauge is the value of a metric without labels.
func (p replica) gauge(name string) (int, error) {
	text, err := p.metrics()
	if err != nil {
		return 0, err
	}
	lines := bufio.NewScanner(bytes.NewReader(text))
	for lines.Scan() {
		if value, ok := strings.CutPrefix(lines.Text(), name+" "); ok {
			number, err := strconv.ParseFloat(value, 64)
			return int(number), err
		}
	}
	return 0, fmt.Errorf("%s has no metric %s", p, name)
}

// The metrics by which it is seen whether a process grows.
const (
	goroutines = "go_goroutines"
	openFiles  = "process_open_fds"
)

// A size is how much a process holds.
type size map[string]int

func (p replica) size(t *testing.T) size {
	t.Helper()
	got := size{}
	for _, name := range []string{goroutines, openFiles} {
		value, err := p.gauge(name)
		if err != nil {
			t.Fatal(err)
		}
		got[name] = value
	}
	return got
}

// expectBack waits until a process holds not much more than before.
func (p replica) expectBack(t *testing.T, before size) {
	t.Helper()
	const slack = 20
	harness.Eventually(t, string(p)+" has let go of what it held", func(context.Context) error {
		for name, had := range before {
			if has, err := p.gauge(name); err != nil || has > had+slack {
				return fmt.Errorf("%s is %d (error %w), it was %d", name, has, err, had)
			}
		}
		return nil
	})
}
