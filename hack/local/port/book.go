// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package port

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// A Book remembers in a file which port was chosen for which name, so that a server that is started again gets the
// port that its clients know. Nobody else chooses a port of a Book until Close, also while no server listens on it. Its
// methods may be called concurrently; two Books must not share a file.
type Book struct {
	file string

	mu    sync.Mutex
	ports map[string]int
	// promises are by port.
	promises map[int]io.Closer
}

// OpenBook reads the book in file, which need not exist yet.
func OpenBook(file string) (*Book, error) {
	book := &Book{file: file, ports: map[string]int{}, promises: map[int]io.Closer{}}
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return book, nil
	}
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(data, &book.ports); err != nil {
		return nil, fmt.Errorf("%s should hold a JSON object of names and ports: %w", file, err)
	}
	return book, nil
}

// Get returns the port for name, and chooses one the first time.
func (b *Book) Get(name string) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if port, ok := b.ports[name]; ok {
		b.promise(port)
		return port, nil
	}
	return b.choose(name)
}

// promise holds a port that was chosen by a Book before. Where somebody else holds it by now there is nothing to be done: the
// server will tell whether it can have it.
func (b *Book) promise(port int) {
	if b.promises[port] != nil {
		return
	}
	if held, err := promise(port); err == nil {
		b.promises[port] = held
	}
}

// Close takes back the promises. The ports are remembered.
func (b *Book) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	var errs []error
	for port, held := range b.promises {
		errs = append(errs, held.Close())
		delete(b.promises, port)
	}
	return errors.Join(errs...)
}

// Lookup returns the port for name, and 0 when none was chosen yet.
func (b *Book) Lookup(name string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.ports[name]
}

// Renew chooses another port for name.
func (b *Book) Renew(name string) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.choose(name)
}

func (b *Book) choose(name string) (int, error) {
	for range attempts {
		port, held, err := choose()
		if err != nil {
			return 0, err
		}
		if b.has(port) {
			_ = held.Close() // it was for nobody
			continue
		}
		if former := b.promises[b.ports[name]]; former != nil {
			_ = former.Close() // nobody waits for it any more
			delete(b.promises, b.ports[name])
		}
		b.ports[name], b.promises[port] = port, held
		return port, b.save()
	}
	return 0, fmt.Errorf("no free port on 127.0.0.1 for %s: all that were tried are promised to others", name)
}

// has tells whether the port is in use under any name, also that of a server that does not run just now.
func (b *Book) has(port int) bool {
	for _, taken := range b.ports {
		if taken == port {
			return true
		}
	}
	return false
}

func (b *Book) save() error {
	data, err := json.MarshalIndent(b.ports, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(b.file), 0o755); err != nil {
		return err
	}
	next := b.file + ".next"
	if err := os.WriteFile(next, append(data, '\n'), 0o644); err != nil {
		return err
	}
	return os.Rename(next, b.file)
}
