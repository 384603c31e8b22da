// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

//go:build linux

package publish

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// gate lets readers read while files are changed, as often as they can, and lets them end before the files are changed again,
// for that is what is promised: the generation before stays until the next change.
type gate struct {
	readers int
	mu      sync.Mutex
	moved   *sync.Cond
	round   int
	writing bool
	waiting int
	closed  bool
}

// pass returns when a reader may read (again), and false when there is no more to read.
func (g *gate) pass() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.writing {
		return true
	}
	g.waiting++
	g.moved.Broadcast()
	for round := g.round; g.round == round && !g.closed; {
		g.moved.Wait()
	}
	return !g.closed
}

// change calls write while readers read, and returns when all have read and wait.
func (g *gate) change(write func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.round++
	g.waiting, g.writing = 0, true
	g.moved.Broadcast()
	g.mu.Unlock()
	write()
	g.mu.Lock()
	g.writing = false
	for g.waiting < g.readers {
		g.moved.Wait()
	}
}

func (g *gate) close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = true
	g.moved.Broadcast()
}

func TestReadersSeeOneGeneration(t *testing.T) {
	t.Run("many", func(t *testing.T) { readWhileWritten(t, 50, readWhole, readOneByOne) })
	t.Run("quick", func(t *testing.T) { readWhileWritten(t, 4, look) })
}

// readWhileWritten changes the files for some seconds, while readers read in the ways given.
func readWhileWritten(t *testing.T, readers int, ways ...func(path string) error) {
	path := volumePath(t)
	write(t, path, numbered(1))
	g := &gate{readers: readers}
	g.moved = sync.NewCond(&g.mu)
	var all sync.WaitGroup
	var passes atomic.Int64
	for reader := range readers {
		read := ways[reader%len(ways)]
		all.Go(func() {
			for failed := false; g.pass(); passes.Add(1) {
				if err := read(path); err != nil && !failed {
					failed = true
					t.Error(err)
				}
			}
		})
	}
	g.change(func() {}) // all are there
	generations := 1
	for until := time.Now().Add(3 * time.Second); time.Now().Before(until); {
		generations++
		g.change(func() {
			if _, err := tryWrite(path, nil, numbered(generations), ""); err != nil {
				t.Error(err)
			}
		})
	}
	g.close()
	all.Wait()
	t.Logf("%d generations were read %d times", generations, passes.Load())
}

// look finds a file that is in all generations.
func look(path string) error {
	_, err := os.Stat(filepath.Join(path, "config"))
	return err
}

// readWhole opens the directory once, as a reader does that needs files to agree.
func readWhole(path string) error {
	dir, err := os.OpenRoot(filepath.Join(path, dataLink))
	if err != nil {
		return err
	}
	defer func() { _ = dir.Close() }()
	text, err := dir.ReadFile("number")
	if err != nil {
		return err
	}
	number := 0
	if _, err := fmt.Sscan(string(text), &number); err != nil {
		return err
	}
	want := numbered(number)
	for name, content := range want {
		if got, err := dir.ReadFile(name); err != nil || string(got) != content {
			return fmt.Errorf("file %s is not of generation %d: %.20q, %w", name, number, got, err)
		}
	}
	found, err := list(dir, ".")
	if err != nil || len(found) != len(want) {
		return fmt.Errorf("generation %d has the files %q, %w", number, found, err)
	}
	return nil
}

// readOneByOne reads files by their paths, as most programs do: they are always there, and each is whole.
func readOneByOne(path string) error {
	for _, name := range []string{"ca.crt", "config", ".gitconfig", "context.token"} {
		got, err := os.ReadFile(filepath.Join(path, name))
		if err != nil {
			return err
		}
		number, _, _ := strings.Cut(string(got), " ")
		if name != "ca.crt" && string(got) != repeated(number) {
			return fmt.Errorf("file %s is torn: %.20q", name, got)
		}
	}
	return nil
}
