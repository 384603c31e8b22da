// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package process

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestParseStat(t *testing.T) {
	const rest = " 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 4242 99"
	for _, test := range []struct {
		name, stat string
		zombie     bool
		started    uint64
		fails      bool
	}{
		{name: "sleeping", stat: "7 (etcd) S" + rest, started: 4242},
		{name: "zombie", stat: "7 (etcd) Z" + rest, zombie: true, started: 4242},
		{name: "name with spaces and parentheses", stat: "7 (a) Z (b) R" + rest, started: 4242},
		{name: "no name", stat: "7 etcd S" + rest, fails: true},
		{name: "too short", stat: "7 (etcd) S 1 2 3", fails: true},
		{name: "start time is no number", stat: "7 (etcd) S" + strings.Replace(rest, "4242", "x", 1), fails: true},
	} {
		t.Run(test.name, func(t *testing.T) {
			zombie, started, err := parseStat(test.stat)
			if (err != nil) != test.fails || zombie != test.zombie || started != test.started {
				t.Errorf("zombie %v, started %d, error %v; want %v, %d, fails %v",
					zombie, started, err, test.zombie, test.started, test.fails)
			}
		})
	}
}

func TestTail(t *testing.T) {
	for _, test := range []struct {
		name, content string
		lines         int
		want          string
	}{
		{"empty", "", 3, ""},
		{"fewer lines", "a\nb\n", 3, "a\nb"},
		{"more lines", "a\nb\nc\nd\n", 2, "c\nd"},
		{"no newline at the end", "a\nb", 1, "b"},
		{"larger than the window", strings.Repeat("x\n", 100<<10) + "end\n", 1, "end"},
	} {
		t.Run(test.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "log")
			if err := os.WriteFile(file, []byte(test.content), 0o644); err != nil {
				t.Fatal(err)
			}
			if got, err := Tail(file, test.lines); err != nil || got != test.want {
				t.Errorf("got %q (error %v), want %q", got, err, test.want)
			}
		})
	}
}

func TestLockIsExclusive(t *testing.T) {
	file := filepath.Join(t.TempDir(), "lock")
	unlock, err := Lock(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	short, cancel := context.WithTimeout(t.Context(), 3*poll)
	defer cancel()
	if _, err := Lock(short, file); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("error %v, want that it is held", err)
	}
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
	patient, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	unlock, err = Lock(patient, file)
	if err != nil {
		t.Fatal(err)
	}
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
}
